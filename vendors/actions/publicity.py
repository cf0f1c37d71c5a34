"""Showing a round to everybody, and taking in companies that register to respond."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Lower

from portal import clock
from portal.access import Refused
from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.accounts.tokens import new_token, token_hash
from portal.audit.record import record
from portal.members.queries import coordinators_of
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors import rules
from vendors.actions import invitations, reminders
from vendors.models import (
    Invitation,
    PublicPage,
    Registration,
    Response,
    ResponseMember,
    Round,
    Vendor,
)
from vendors.models.invitations import LINK_LIFE as INVITATION_LIFE
from vendors.models.publicity import LINK_LIFE

MOST_AN_HOUR = 30
"""Registrations of one round within an hour; more is a machine, or somebody playing."""
AGAIN_AFTER = timedelta(minutes=1)
VENDOR_NAME = 150


@transaction.atomic
def show(round_: Round, *, is_shown: bool, registers: bool, by: User) -> PublicPage:
    """Show a round's page to everybody, or take it off; what was registered stays."""
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    if is_shown:
        rules.may_be_public(locked).require()
    page, _made = PublicPage.objects.update_or_create(
        round=locked,
        defaults={
            "is_shown": is_shown,
            "registers": is_shown and registers,
            "changed_at": clock.now(),
            "changed_by_name": str(by),
        },
    )
    record(
        "changed the public page",
        locked,
        by=by,
        key=f"round:{locked.pk}",
        shown=page.is_shown,
        registers=page.registers,
    )
    return page


@transaction.atomic
def register(round_: Round, *, company: str, name: str, email: str) -> None:
    """Mail a link to an address that wants to respond. Whoever asks learns nothing about others.

    An address that is asked already gets its own way in instead, and a second request within a
    minute sends nothing.
    """
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    now = clock.now()
    rules.may_register(locked, page_of(locked), at=now).require()
    recent = Registration.objects.filter(round=locked, asked_at__gt=now - timedelta(hours=1))
    if recent.count() >= MOST_AN_HOUR:
        raise Refused("Many companies are registering at the moment. Try again in an hour.")
    email = email.strip().lower()
    if recent.filter(email=email, asked_at__gt=now - AGAIN_AFTER).exists():
        return
    token = new_token()
    made = Registration.objects.create(
        round=locked,
        company=" ".join(company.split()),
        name=" ".join(name.split()),
        email=email,
        token_hash=token_hash(token),
        expires_at=now + LINK_LIFE,
        asked_at=now,
    )
    if asked := asked_already(locked, email):
        _send_known(locked, asked, email)
        return
    context = {"round": locked, "company": made.company}
    post("registration_to_confirm", email, context, key=f"registration:{made.pk}", secret=token)


def asked_already(round_: Round, email: str) -> Response | None:
    """The response that this address is invited to or works on."""
    invited = Invitation.objects.filter(
        response__round=round_, response__withdrawn_at=None, email=email, withdrawn_at=None
    )
    works = ResponseMember.objects.filter(
        response__round=round_, response__withdrawn_at=None, email=email, removed_at=None
    )
    found = works.select_related("response").first() or invited.select_related("response").first()
    return found.response if found else None


def _send_known(round_: Round, response: Response, email: str) -> None:
    unused = response.invitations.filter(email=email, withdrawn_at=None, used_at=None).first()
    if unused is not None:
        invitations.send(unused, by=User.objects.known_as(email))
        return
    context = {"round": round_, "response": response}
    post("registration_known", email, context, key=f"response:{response.pk}")


def found(token: str) -> Registration | None:
    """The registration of a link's token, used or not, without changing anything."""
    return Registration.objects.select_related("round").filter(token_hash=token_hash(token)).first()


@transaction.atomic
def confirm(registration: Registration) -> str:
    """Put the company on the round, and answer the token of its invitation.

    Who pressed the link proved that the mail arrived; the code that signs her in proves it again.
    """
    round_ = Round.objects.select_for_update().get(pk=registration.round_id)
    held = Registration.objects.select_for_update().get(pk=registration.pk)
    now = clock.now()
    rules.may_confirm_registration(held, round_, page_of(round_), at=now).require()
    if asked_already(round_, held.email):
        raise Refused("This address responds to this evaluation already. Sign in to go on.")
    person = User.objects.known_as(held.email, held.name)
    vendor = Vendor.objects.create(name=_own_name(held.company, held.email))
    response = Response.objects.create(round=round_, vendor=vendor)
    token = new_token()
    Invitation.objects.create(
        response=response,
        email=held.email,
        token_hash=token_hash(token),
        expires_at=now + INVITATION_LIFE,
        sent_by_name=str(person),
        sent_at=now,
        opened_at=now,
    )
    accounts.expect_vendor(person, current(), by=person)
    reminders.plan(round_)
    Registration.objects.filter(pk=held.pk).update(confirmed_at=now, response=response)
    for address in coordinators_of(current()):
        context = {"round": round_, "response": response}
        post("vendor_registered", address, context, key=f"response:{response.pk}")
    record("registered to respond", vendor, by=person, key=f"round:{round_.pk}")
    return token


def page_of(round_: Round) -> PublicPage | None:
    return PublicPage.objects.filter(round=round_).first()


def _own_name(company: str, email: str) -> str:
    """A name of its own: whoever registers under a known vendor's name is not that vendor yet."""
    taken = set(Vendor.objects.values_list(Lower("name"), flat=True))
    domain = email.rpartition("@")[2]
    name, number = company, 1
    while name.lower() in taken:
        end = f" ({domain})" if number == 1 else f" ({domain}, {number})"
        name, number = company[: VENDOR_NAME - len(end)] + end, number + 1
    return name
