"""An evaluation as whoever may not know vendors' names reads it: letters in, names out.

This is the one place that hides them. A desk is laid with a masked bench, and what pages read
beside the bench goes through the mask that the bench carries.

Letters are drawn over all vendors that were ever asked, the same for everybody, so that a panel can
talk. A reviewer with a conflict therefore finds a letter missing and knows whose it is; about the
others that tells nothing, except where only one other is left.
"""

import copy
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from pathlib import PurePath
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, When
from django.db.models.functions import JSONObject
from django.utils.crypto import salted_hmac

from evaluations.masking import Mask, Masked, domain_of, letters
from evaluations.models import Evaluation, Stage
from evaluations.queries.handed_in import HandedIn
from evaluations.queries.not_applicable import Rulings
from portal.access import ALLOWED, Verdict, refused
from portal.accounts.models import Role
from portal.accounts.presence import Presence
from vendors.declared import Declared
from vendors.models import (
    Clarification,
    Invitation,
    Response,
    ResponseMember,
    RoundState,
    Submission,
    Vendor,
)
from vendors.queries.responses import Overview

CONTACT = frozenset({"name", "email", "phone"})
"""What an answer that names somebody to call consists of."""
HIDDEN = "[hidden]"


def vendors_as_column() -> Case:
    """All that vendors could be known by, to annotate evaluations with: no query of its own.

    Nothing where names are not hidden.
    """
    members = ResponseMember.objects.filter(response=OuterRef("pk"))
    asked = Invitation.objects.filter(response=OuterRef("pk"))
    rows = Response.objects.filter(round=OuterRef("round")).order_by("pk")
    column = ArraySubquery(
        rows.values(
            row=JSONObject(
                pk="pk",
                name="vendor__name",
                website="vendor__website",
                people=ArraySubquery(members.values("name")),
                emails=ArraySubquery(members.values("email")),
                asked=ArraySubquery(asked.values("email")),
            )
        )
    )
    return Case(When(hides_vendors=True, then=column), default=None)


def letters_of(evaluation: Evaluation) -> dict[int, str]:
    """What each vendor is called by response id; empty where names are not hidden."""
    if not evaluation.hides_vendors:
        return {}
    keys = [row["pk"] for row in _vendors(evaluation)]

    def place(pk: int) -> bytes:
        return hashlib.sha256(f"{evaluation.letter_seed}/{pk}".encode()).digest()

    drawn = zip(sorted(keys, key=place), letters(len(keys)), strict=True)
    return {pk: f"Vendor {letter}" for pk, letter in drawn}


def mask_of(evaluation: Evaluation) -> Mask:
    """Hides every vendor of this evaluation, those that were withdrawn included."""
    labels = letters_of(evaluation)
    return Mask(
        tuple(
            _masked(row, labels[row["pk"]], evaluation.aliases.get(str(row["pk"]), ()))
            for row in _vendors(evaluation)
        )
    )


def _masked(row: Mapping[str, Any], label: str, aliases: Iterable[str]) -> Masked:
    emails = [*row["emails"], *row["asked"]]
    own = list(aliases)
    hosts = [domain_of(one) for one in (row["website"], *emails)]
    # A word of a coordinator's with a dot and no blank in it is a host.
    hosts += [domain_of(one) for one in own if "." in one and " " not in one]
    people = [one for one in row["people"] if one]
    return Masked(
        label,
        tuple(dict.fromkeys([row["name"], *own, *people, *emails])),
        tuple(dict.fromkeys(filter(None, hosts))),
    )


def _vendors(evaluation: Evaluation) -> list[dict[str, Any]]:
    if "known_vendors" not in vars(evaluation):
        rows = Evaluation.objects.filter(pk=evaluation.pk)
        vars(evaluation)["known_vendors"] = rows.values_list(vendors_as_column(), flat=True)[0]
    return vars(evaluation)["known_vendors"] or []


def masked_response(response: Response, name: str, mask: Mask | None = None) -> Response:
    """The same response of a vendor under another name. Never save what hangs on it."""
    hidden = copy.copy(response)
    hidden.vendor = Vendor(pk=response.vendor_id, name=name)
    if mask is not None:
        hidden.decline_reason = mask.text(response.decline_reason)
        hidden.withdraw_reason = mask.text(response.withdraw_reason)
    return hidden


def masked_content(content: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """What a vendor handed in, with letters; file names say nothing but their kind."""
    return {
        **content,
        "answers": {
            key: mask.deep(_without_people(one)) for key, one in content["answers"].items()
        },
        "evidence": [_masked_evidence(one, mask) for one in content["evidence"]],
    }


def _without_people(value: Any) -> Any:
    """The answer without whom to call: a contact names a person, whoever she works for."""
    if not isinstance(value, Mapping):
        return value
    if value.keys() >= CONTACT:
        return {key: HIDDEN if key in CONTACT and one else one for key, one in value.items()}
    return {key: _without_people(one) for key, one in value.items()}


def _masked_evidence(one: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    said = {
        key: mask.deep(one[key])
        for key in ("title", "scenario", "confidential_reason", "reading")
        if key in one
    }
    return {**one, **said, "name": neutral_name(one["id"], one["name"])}


def neutral_name(number: int, name: str) -> str:
    """A file name that tells nothing but what opens it."""
    return f"file-{number}{PurePath(name).suffix.lower()}"


def masked_submission(submission: Submission, mask: Mask) -> Submission:
    """The same submission with letters in its words, also where these are only read later."""
    hidden = copy.copy(submission)
    hidden.by_name = mask.text(submission.by_name)
    if "content" not in submission.get_deferred_fields():
        hidden.content = masked_content(submission.content, mask)
        return hidden

    def read_later(using: Any = None, fields: Any = None, **how: Any) -> None:
        if fields is None or "content" in fields:
            hidden.content = masked_content(submission.content, mask)
        if others := [one for one in fields or () if one != "content"]:
            Submission.refresh_from_db(hidden, using, others, **how)

    # A page may come to the words of a vendor that it did not ask for when it began.
    vars(hidden)["refresh_from_db"] = read_later
    return hidden


def masked_facts(said: HandedIn, mask: Mask) -> HandedIn:
    """The same facts; the claims in them still equal the words that were decided on."""
    return replace(
        said,
        facts=tuple(
            replace(one, claim=mask.text(one.claim)) if one.claim else one for one in said.facts
        ),
        proved=replace(said.proved, note=mask.text(said.proved.note)),
        declared=_masked_figures(said.declared, mask),
        printable=_masked_figures(said.printable, mask),
    )


def _masked_figures(declared: Declared, mask: Mask) -> Declared:
    words: dict[str, Any] = {}
    for one in fields(declared):
        said = getattr(declared, one.name)
        if isinstance(said, str):
            words[one.name] = mask.text(said)
    return replace(declared, **words)


def masked_rulings(rulings: Rulings, mask: Mask) -> Rulings:
    return {
        key: replace(one, said=mask.text(one.said), reason=mask.text(one.reason))
        for key, one in rulings.items()
    }


def masked_question(asked: Clarification, mask: Mask) -> Clarification:
    """What was asked and replied, with letters."""
    hidden = copy.copy(asked)
    hidden.question = mask.text(asked.question)
    hidden.reply = mask.text(asked.reply)
    hidden.replied_by_name = mask.text(asked.replied_by_name)
    return hidden


def named_for(
    evaluation: Evaluation, rows: Iterable[Overview], *, hidden: bool
) -> tuple[Overview, ...]:
    """Vendors with their progress: letters alone and no address where names are hidden, else both."""
    called = letters_of(evaluation)
    if not called:
        return tuple(rows)
    mask = mask_of(evaluation)
    named = [
        replace(one, response=masked_response(one.response, called[one.response.pk], mask),
                invitations=())
        if hidden
        else replace(one, response=masked_response(
            one.response, f"{one.name} ({called[one.response.pk]})"))
        for one in rows
    ]  # fmt: skip
    return tuple(sorted(named, key=lambda one: one.name) if hidden else named)


def may_read_log(presence: Presence) -> Verdict:
    """Whether somebody may read the activity log: it names vendors beside numbers of findings.

    Those numbers stand on pages that say letters, so the log would lead from one to the other
    (1 query, none for coordinators).
    """
    if presence.is_a(Role.COORDINATOR):
        return ALLOWED
    hiding = Evaluation.objects.filter(
        hides_vendors=True,
        stage__in=[Stage.WAITING, Stage.SCORING],
        round__state=RoundState.OPEN,
    )
    if not hiding.exists():
        return ALLOWED
    return refused(
        "An evaluation hides vendors’ names, which this log would give away. It is for "
        "coordinators until discussion opens there."
    )


def ballot_key(response: int) -> str:
    """How the declaration of interest names a vendor in its form.

    Not by the id: that stands in the address of the page where the vendor is scored, and would
    lead from a name to its letter.
    """
    return salted_hmac("evaluations.declaration", str(response)).hexdigest()[:20]
