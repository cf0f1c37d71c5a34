"""Starting a response from earlier answers: read inside the walls, written as drafts outside."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.files import storage
from portal.files.content import RefusedFileError
from portal.tenancy.switch import current
from vendors.actions import answers, evidence
from vendors.actions.answers import Draft
from vendors.earlier import fits, is_expired
from vendors.library import rules
from vendors.library.accounts import member_of
from vendors.library.links import say_own
from vendors.library.models import FileUse, KeptAnswer, KeptResponse
from vendors.library.walls import inside
from vendors.models import Response
from vendors.questionnaire.model import Questionnaire
from vendors.questionnaire.reading import parse_item


@dataclass(frozen=True, slots=True)
class Started:
    """What came along, and which files did not: each with its reason."""

    answers: int
    files: int
    left: tuple[tuple[str, str], ...]


def start(
    response: Response, asked: Questionnaire, account_pk: UUID, kept_pk: int, *, by: User
) -> Started:
    """Bring all answers along that fit a question here, with their files; nothing is overwritten.

    It also says that this vendor record is the account's own. Pressed twice, or by two people at once, it brings nothing twice.
    """
    rules.may_use(member_of(account_pk, by.pk)).require()
    items = {item.key: item for item in asked.asked_items()}
    with inside(account_pk):
        if not KeptResponse.objects.filter(pk=kept_pk).exists():
            raise Refused("These answers are no longer in the library. Choose others.")
        kept = list(KeptAnswer.objects.filter(kept=kept_pk))
        uses = list(FileUse.objects.filter(kept=kept_pk).select_related("file").order_by("pk"))
    drafts = {
        one.pk: Draft(one.item_key, one.value, 0, confidential_reason=one.confidential_reason)
        for one in kept
        if one.item_key in items and fits(items[one.item_key], parse_item(one.item))
    }
    carried = {one.item_key for one in answers.carry(response, drafts.items(), by=by)}
    say_own(account_pk, response.vendor_id, by=by)
    files, left = _attach(response, [use for use in uses if use.item_key in carried], by)
    return Started(len(carried), files, left)


def _attach(
    response: Response, uses: list[FileUse], by: User
) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Give the response bytes of its own; a file that can't come along stops no other one."""
    with timezone.override(current().time_zone):
        today = timezone.localdate(clock.now())
    came, left = set(), {}
    for use in uses:
        file = use.file
        if is_expired(file.expires_on, today):
            left[file.name] = "It has expired."
            continue
        try:
            with storage.path_of(file.key).open("rb") as stream:
                evidence.attach(
                    response,
                    stream,
                    name=file.name,
                    size=file.size,
                    item_key=use.item_key,
                    by=by,
                    kind=file.kind,
                    page=use.page,
                    speaks_of=file.speaks_of,
                    confidential_reason=file.confidential_reason,
                )
        except (RefusedFileError, Refused) as refusal:
            left[file.name] = str(refusal)
        except OSError:
            left[file.name] = "Its bytes can’t be read. Upload it again."
        else:
            came.add(file.pk)
    return len(came), tuple(left.items())
