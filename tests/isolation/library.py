"""A vendor's own library with something of each kind in it, under keys that rows can name."""

from uuid import UUID

from portal import clock
from portal.accounts.models import User
from portal.files import storage
from tests.vendors.questionnaire.examples import full_raw
from vendors.earlier import shape_of
from vendors.library.models import (
    AccountLink,
    AccountMember,
    AccountRole,
    FileUse,
    KeptAnswer,
    KeptFile,
    KeptResponse,
    VendorAccount,
)
from vendors.library.walls import inside
from vendors.questionnaire.reading import dump_item, standard

LIBRARY = UUID("00000000-0000-4000-8000-00000000000a")
FILE = UUID("00000000-0000-4000-8000-00000000000b")
NUMBER = 900_001
"""Of each row that has a number."""


def fill(
    person: User, canary: str, *, library: UUID = LIBRARY, file: UUID = FILE, number: int = NUMBER
) -> VendorAccount:
    """Make the library of this person, its only lead; the canary stands in each of its texts."""
    account = VendorAccount.objects.create(id=library, name=f"Library {canary}", begun_by=person)
    AccountMember.objects.create(
        account=account, person=person, role=AccountRole.LEAD, accepted_at=clock.now()
    )
    AccountMember.objects.create(
        account=account,
        person=User.objects.known_as(f"omar{number}@clearwater.example", f"Omar {canary}"),
        role=AccountRole.MEMBER,
        invited_by=canary,
    )
    item = standard().item("obs.monitor_up")
    written = storage.write([canary.encode()], under=f"library/{library}")
    where = {"account": account, "jurisdiction": library, "place": f"Place {canary}"}
    with inside(account.pk):
        AccountLink.objects.create(pk=number, vendor_pk=1, by_name=canary, **where)
        kept = KeptResponse.objects.create(
            pk=number, response_pk=1, round_name=f"Round {canary}", number=1, digest="0" * 64,
            version_number=1, said_at=clock.now(), by_name=canary, **where,
        )  # fmt: skip
        KeptAnswer.objects.create(
            pk=number, account=account, kept=kept, item_key=item.key, topic=f"Topic {canary}",
            prompt=f"Question {canary}?", item=dump_item(item), shape=shape_of(item),
            value=full_raw(item), words=canary,
        )  # fmt: skip
        proof = KeptFile.objects.create(
            id=file, account=account, name=f"{canary}.txt", title=f"Proof {canary}", kind="document",
            media_type="text/plain", size=written.size, sha256=written.sha256, key=written.key,
        )  # fmt: skip
        FileUse.objects.create(account=account, file=proof, kept=kept, item_key=item.key)
    return account
