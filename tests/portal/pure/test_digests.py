"""A seal notices every change, and survives redaction."""

import copy
import datetime as dt
import hashlib
import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import digests
from portal.digests import Sealed, canonical, path_of, redact, seal, verify

ANSWERS = {
    "answers": {
        "obs.logs": {"choice": "yes", "text": "Kept for 90 days."},
        "sla.uptime": {"promise": "99.95", "tiers": []},
    },
    "files": [{"name": "plan.pdf", "size": 1200}, {"name": "test.json", "size": 88}],
}

plain_text = st.text(st.characters(codec="utf-8"), max_size=8)
scalars = st.none() | st.booleans() | st.integers(-9, 9) | plain_text
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(plain_text, inner, max_size=3),
    max_leaves=12,
)


def counting_salts():
    numbers = itertools.count()
    return lambda: next(numbers).to_bytes(16, "big")


def no_nfc_clash(value) -> bool:
    try:
        canonical(value)
    except ValueError:
        return False
    return True


def test_canonical_form_to_the_byte():
    value = {"b": [Decimal("3.50"), True, None], "a": "e\u0301 \n", "ä": dt.date(2027, 3, 1)}
    assert canonical(value) == '{"a":"\u00e9 \\n","b":["3.50",true,null],"ä":"2027-03-01"}'.encode()


def test_instants_are_written_in_utc():
    pacific = dt.timezone(dt.timedelta(hours=-7))
    assert canonical(dt.datetime(2027, 3, 19, 17, 0, tzinfo=pacific)) == b'"2027-03-20T00:00:00Z"'


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (1.5, TypeError),
        ({1: "one"}, TypeError),
        ({"a"}, TypeError),
        (Decimal("NaN"), ValueError),
        ("\ud800", ValueError),
        (dt.datetime.fromisoformat("2027-03-19T17:00"), ValueError),
        ({"\u00e9": 1, "e\u0301": 2}, ValueError),
    ],
)
def test_what_has_no_single_form_is_refused(value, error):
    with pytest.raises(error):
        canonical(value)


def test_root_and_leaf_as_documented():
    def block(*parts: bytes) -> bytes:
        return b"".join(len(part).to_bytes(8, "big") + part for part in parts)

    sealed = seal({"a": "x"}, salt=lambda: b"\x01" * 16)
    leaf = hashlib.sha256(block(b"plumbline leaf 1", b"\x01" * 16, b'["a"]', b'"x"')).hexdigest()
    root = hashlib.sha256(block(b"plumbline root 1", b'["a"]', leaf.encode())).hexdigest()
    assert [(one.path, one.hash) for one in sealed.leaves] == [('["a"]', leaf)]
    assert sealed.root == root


def test_equal_values_get_different_salts_and_roots():
    first, second = seal(ANSWERS), seal(ANSWERS)
    assert first.root != second.root
    assert len({leaf.salt for leaf in first.leaves}) == len(first.leaves)


def test_a_position_is_not_a_key():
    assert seal(["x"], salt=counting_salts()).root != seal({"0": "x"}, salt=counting_salts()).root


def test_a_change_is_named_by_its_path():
    sealed = seal(ANSWERS)
    changed = copy.deepcopy(ANSWERS)
    changed["answers"]["sla.uptime"]["promise"] = "99.99"
    del changed["files"][1]["size"]
    changed["answers"]["obs.logs"]["note"] = "new"
    assert {(one.path, one.problem) for one in verify(changed, sealed)} == {
        ('["answers","sla.uptime","promise"]', "has changed"),
        ('["files",1,"size"]', "is missing"),
        ('["answers","obs.logs","note"]', "was not there when this was sealed"),
    }


def test_redaction_keeps_the_root_and_drops_value_and_salt():
    sealed = seal(ANSWERS)
    value, redacted = redact(ANSWERS, sealed, "answers", "obs.logs")
    assert value["answers"]["obs.logs"] is None
    assert redacted.root == sealed.root
    assert verify(value, redacted) == ()
    salts = {leaf.path: leaf.salt for leaf in redacted.leaves}
    assert salts['["answers","obs.logs","text"]'] is None
    assert salts['["answers","sla.uptime","promise"]'] is not None


def test_a_value_put_where_one_was_redacted_is_found():
    value, redacted = redact(ANSWERS, seal(ANSWERS), "answers", "obs.logs", "text")
    value["answers"]["obs.logs"]["text"] = "Kept for 10 years."
    assert [one.problem for one in verify(value, redacted)] == [
        "a value stands where one was redacted"
    ]


def test_text_put_for_a_redacted_object_is_found():
    value, redacted = redact(ANSWERS, seal(ANSWERS), "answers", "obs.logs")
    value["answers"]["obs.logs"] = "Kept for 10 years."
    assert [one.path for one in verify(value, redacted)] == [path_of("answers", "obs.logs")]


def test_nulling_without_redacting_is_found():
    value, _redacted = redact(ANSWERS, seal(ANSWERS), "files", 0, "name")
    assert [one.problem for one in verify(value, seal(ANSWERS))] == ["has changed"]


def test_a_redacted_leaf_cannot_be_moved_to_another_path():
    value, redacted = redact({"a": "x", "b": "y"}, seal({"a": "x", "b": "y"}), "a")
    moved = Sealed.from_dict(
        {
            "root": redacted.root,
            "leaves": [
                {"path": one.path.replace('"a"', '"c"'), "hash": one.hash, "salt": one.salt}
                for one in redacted.leaves
            ],
        }
    )
    assert "the root does not cover these leaves" in [one.problem for one in verify(value, moved)]


def test_redacting_what_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        redact(ANSWERS, seal(ANSWERS), "answers", "nothing")


@settings(max_examples=150, deadline=None)
@given(values.filter(no_nfc_clash))
def test_every_value_verifies_against_its_own_seal_and_survives_storage(value):
    sealed = seal(value, salt=counting_salts())
    assert verify(value, Sealed.from_dict(sealed.to_dict())) == ()


@settings(max_examples=150, deadline=None)
@given(values.filter(no_nfc_clash), values.filter(no_nfc_clash))
def test_two_values_share_a_root_only_when_they_are_the_same(first, second):
    same = canonical(first) == canonical(second)
    roots = [seal(one, salt=lambda: b"0" * 16).root for one in (first, second)]
    assert (roots[0] == roots[1]) == same
    assert (verify(second, seal(first)) == ()) == same


@settings(max_examples=100, deadline=None)
@given(values.filter(no_nfc_clash), st.data())
def test_any_leaf_can_be_redacted(value, data):
    sealed = seal(value)
    leaf = data.draw(st.sampled_from(sealed.leaves))
    steps = digests.json.loads(leaf.path)
    emptied, redacted = redact(value, sealed, *steps)
    assert verify(emptied, redacted) == ()
    assert [one.salt for one in redacted.leaves if one.path == leaf.path] == [None]
