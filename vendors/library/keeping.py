"""Keeping what was submitted. A workspace's rows are read outside the walls, ours written inside."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.files import storage
from portal.files.models import StoredFile
from portal.tenancy.switch import current
from vendors import rules as intake
from vendors.earlier import shape_of
from vendors.library import rules
from vendors.library.accounts import held, member_of
from vendors.library.links import say_own
from vendors.library.models import FileUse, KeptAnswer, KeptFile, KeptResponse
from vendors.library.walls import inside
from vendors.models import Response, Submission
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.display import summary
from vendors.questionnaire.reading import dump_item

WORDS = 20_000


@dataclass(frozen=True, slots=True)
class Copy:
    """One file of a submission, its bytes copied for the library unless they lie there already."""

    frozen: dict[str, Any]
    written: storage.Written | None


def keep_all(response: Response, account_pk: UUID, *, by: User) -> KeptResponse:
    """Keep answers and files of the last submission; keeping again brings them up to date.

    It also says that this vendor record is the account's own. The workspace learns nothing of it:
    nothing is written there, no event either.
    """
    with _forgotten_on_failure() as written, transaction.atomic():
        held(account_pk)
        rules.may_use(member_of(account_pk, by.pk)).require()
        if (place := intake.member_of(response, by.pk)) is None:
            raise Refused("You are not on this response. Ask its lead to add you.")
        submission = (
            Submission.objects.select_related("version", "response__round", "response__vendor")
            .filter(response=response)
            .order_by("-number")
            .first()
        )
        if submission is None:
            raise Refused("Nothing was submitted yet that could be kept.")
        answers = _answers_of(submission)
        evidence = submission.content["evidence"]
        with inside(account_pk):
            there = set(KeptFile.objects.values_list("sha256", "name"))
        copies = [_copied(one, account_pk, there, written) for one in evidence]
        frame = {
            "place": current().name,
            "round_name": submission.response.round.name,
            "number": submission.number,
            "digest": submission.version.digest,
            "version_number": submission.version.number,
            "said_at": submission.at,
            "by_name": place.name,
            "kept_at": clock.now(),
        }
        where: dict[str, Any] = {"account_id": account_pk, "jurisdiction": current().uuid}
        response_pk = response.pk
        say_own(account_pk, response.vendor_id, by=by)
        with inside(account_pk):
            kept, _made = KeptResponse.objects.update_or_create(
                **where, response_pk=response_pk, defaults=frame
            )
            _put_answers(kept, answers)
            _put_files(kept, copies)
        return kept


@transaction.atomic
def forget(account_pk: UUID, kept_pk: int, *, by: User) -> None:
    """Take everything that was kept of one response out of the library, unused files with it."""
    rules.may_use(member_of(account_pk, by.pk)).require()
    with inside(account_pk):
        KeptResponse.objects.filter(pk=kept_pk).delete()
        unused = list(KeptFile.objects.filter(uses=None))
        KeptFile.objects.filter(pk__in=[one.pk for one in unused]).delete()
    _forget_bytes(unused)


@transaction.atomic
def remove_answer(account_pk: UUID, answer_pk: int, *, by: User) -> None:
    """Take one answer out of the library."""
    rules.may_use(member_of(account_pk, by.pk)).require()
    with inside(account_pk):
        KeptAnswer.objects.filter(pk=answer_pk).delete()


@transaction.atomic
def remove_file(account_pk: UUID, file_pk: UUID, *, by: User) -> None:
    """Take a file and its bytes out of the library; what was submitted anywhere stays there."""
    rules.may_use(member_of(account_pk, by.pk)).require()
    with inside(account_pk):
        gone = list(KeptFile.objects.filter(pk=file_pk))
        KeptFile.objects.filter(pk=file_pk).delete()
    _forget_bytes(gone)


@transaction.atomic
def say_expiry(account_pk: UUID, file_pk: UUID, expires_on: Any, *, by: User) -> None:
    """Say until when a file is good; None: it does not expire."""
    rules.may_use(member_of(account_pk, by.pk)).require()
    with inside(account_pk):
        KeptFile.objects.filter(pk=file_pk).update(expires_on=expires_on)


def _answers_of(submission: Submission) -> list[dict[str, Any]]:
    asked = questionnaire_of(submission.version)
    items = {item.key: item for item in asked.items}
    return [
        {
            "item_key": key,
            "topic": asked.criterion(items[key].criterion).title,
            "prompt": items[key].prompt,
            "item": dump_item(items[key]),
            "shape": shape_of(items[key]),
            "value": one["value"],
            "words": summary(items[key], one["value"], WORDS),
            "ready": one["ready"] == "ready",
            "confidential_reason": one["confidential_reason"] if one["confidential"] else "",
        }
        for key, one in submission.content["answers"].items()
        if key in items
    ]


def _put_answers(kept: KeptResponse, answers: list[dict[str, Any]]) -> None:
    """Write over in place, so that what was brought along from an answer still finds it."""
    there = KeptAnswer.objects.filter(kept=kept)
    there.exclude(item_key__in=[one["item_key"] for one in answers]).delete()
    KeptAnswer.objects.bulk_create(
        (KeptAnswer(account_id=kept.account_id, kept=kept, **one) for one in answers),
        update_conflicts=True,
        unique_fields=["kept", "item_key"],
        update_fields=[name for name in (answers or [{}])[0] if name != "item_key"] or ["value"],
    )


def _put_files(kept: KeptResponse, copies: list[Copy]) -> None:
    FileUse.objects.filter(kept=kept).delete()
    for copy in copies:
        one, account = copy.frozen, {"account_id": kept.account_id}
        found = {"sha256": one["sha256"], "name": one["name"]}
        said = {
            "title": one["title"],
            "kind": one["kind"],
            "speaks_of": one["speaks_of"],
            "confidential_reason": one["confidential_reason"] if one["confidential"] else "",
        }
        if copy.written is None:
            file = KeptFile.objects.get(**found)
            KeptFile.objects.filter(pk=file.pk).update(**said)
        else:
            bytes_ = {"media_type": one["media_type"], "size": one["size"]}
            file = KeptFile.objects.create(
                **account, **found, **said, **bytes_, key=copy.written.key
            )
        FileUse.objects.bulk_create(
            FileUse(**account, file=file, kept=kept, item_key=use["key"], page=use["page"])
            for use in one["items"]
        )


def _copied(
    frozen: dict[str, Any],
    account_pk: UUID,
    there: set[tuple[str, str]],
    written: list[storage.Written],
) -> Copy:
    """Copy a file's bytes to a name that nobody can trace from one side to the other."""
    known = (frozen["sha256"], frozen["name"])
    if known in there:
        return Copy(frozen, None)
    there.add(known)
    key = StoredFile.objects.values_list("key", flat=True).get(pk=frozen["file"])
    written.append(storage.write(storage.stream(key), under=f"library/{account_pk}"))
    return Copy(frozen, written[-1])


@contextmanager
def _forgotten_on_failure() -> Iterator[list[storage.Written]]:
    """Collect what is written, and leave no bytes behind without a row."""
    written: list[storage.Written] = []
    try:
        yield written
    except BaseException:
        for one in written:
            storage.forget(one)
        raise


def _forget_bytes(files: list[KeptFile]) -> None:
    """Take bytes away once it is certain that their rows are gone."""
    paths = [storage.path_of(one.key) for one in files]

    def unlink() -> None:
        for path in paths:
            path.unlink(missing_ok=True)

    transaction.on_commit(unlink)
