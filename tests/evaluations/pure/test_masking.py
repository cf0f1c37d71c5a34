"""Names out, letters in."""

import random
import unicodedata

import pytest

from evaluations.masking import Mask, Masked, aliases_of, domain_of, letters, mask

HARBOR = Masked(
    "Vendor A",
    ("Harbor Light Ticketing, Inc.", "QueueMaster", "Zoë Müller"),
    ("harborlight.example",),
)
TOLL = Masked("Vendor B", ("Toll", "Toll Gate Labs"), ("tollgate.example", "eu.tollgate.co.uk"))
BOTH = (HARBOR, TOLL)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Harbor Light Ticketing, Inc. runs it", "Vendor A runs it"),
        ("harbor light ticketing runs it", "Vendor A runs it"),
        ("HARBOR-LIGHT_TICKETING", "Vendor A"),
        ("Harborlight’s servers", "Vendor A’s servers"),
        ("QueueMaster's queue", "Vendor A's queue"),
        ("queuemaster_test_2026.pdf", "Vendor A_test_2026.pdf"),
        ("Queue\u00adMaster and Queue\u200bMaster", "Vendor A and Vendor A"),
        ("Toll Gate Labs, not Toll", "Vendor B, not Vendor B"),
        ("Tolls and atoll stay, toll goes", "Tolls and atoll stay, Vendor B goes"),
        ("Zoe Muller and ZOË MÜLLER", "Vendor A and Vendor A"),
        (unicodedata.normalize("NFD", "Zoë Müller signs"), "Vendor A signs"),
        ("ask zoe.m+x@mail.harborlight.example.", "ask [e-mail address of Vendor A]."),
        (
            "see https://www.harborlight.example/docs?a=1 (now)",
            "see [web address of Vendor A] (now)",
        ),
        ("status.harborlight.example:8443", "[web address of Vendor A]"),
        ("at eu.tollgate.co.uk", "at [web address of Vendor B]"),
        ("notharborlight.example.org", "notharborlight.example.org"),
        ("nothing here, ½ of it", "nothing here, ½ of it"),
        ("", ""),
    ],
)
def test_known_names_are_replaced(said: str, shown: str) -> None:
    assert mask(said, BOTH) == shown


def test_what_several_are_called_stands_for_none_of_them() -> None:
    twins = (Masked("Vendor A", ("Swift",)), Masked("Vendor B", ("SWIFT Ltd",)))
    assert mask("swift or Swift Ltd", twins) == "a vendor or Vendor B"


def test_a_text_without_a_name_comes_back_as_it_was_composed() -> None:
    said = unicodedata.normalize("NFD", "Café\u200b")
    assert mask(said, BOTH) == said
    assert mask("Toll", ()) == "Toll"


def test_no_name_is_left_however_it_stands_among_other_words() -> None:
    draw = random.Random(11)
    for _turn in range(300):
        name = draw.choice([*HARBOR.names, *TOLL.names, *HARBOR.domains, *TOLL.domains])
        name = draw.choice([str.upper, str.lower, str.title, str])(name)
        before, after = draw.choice([" ", "(", "_", "-", "“", "\n"]), draw.choice(" )_-”.,\n")
        hidden = mask(f"so{before}{name}{after}it", BOTH)
        assert name.casefold() not in hidden.casefold(), (name, hidden)
        assert "Vendor " in hidden


def test_lists_and_tables_are_masked_all_the_way_down() -> None:
    value = {"Toll": ["by Toll", {"n": 3, "ok": True}], "rows": [("Toll", None)]}
    assert Mask(BOTH).deep(value) == {
        "Toll": ["by Vendor B", {"n": 3, "ok": True}],
        "rows": [("Vendor B", None)],
    }


def test_letters_go_on_after_z() -> None:
    assert letters(3) == ["A", "B", "C"]
    assert letters(28)[25:] == ["Z", "AA", "AB"]


def test_a_name_is_known_without_its_legal_form_and_accents() -> None:
    assert aliases_of(" Zoë  Systems GmbH ") == (
        "Zoë Systems GmbH", "Zoë Systems", "Zoe Systems GmbH", "Zoe Systems",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.Tollgate.example:80/a", "tollgate.example"),
        ("sales@tollgate.example", "tollgate.example"),
        ("vera@gmail.com", ""),
        ("localhost", ""),
        ("", ""),
    ],
)
def test_shared_mail_services_are_nobodys_domain(address: str, domain: str) -> None:
    assert domain_of(address) == domain
