"""Getting in and out: codes, hand-overs, sign-ins, memberships."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from portal import clock
from portal.access import Refused
from portal.accounts import rules
from portal.accounts.models import (
    HANDOVER_LIFE,
    STAFF_ROLES,
    CodeRequest,
    Handover,
    Membership,
    Role,
    SignIn,
    User,
)
from portal.accounts.tokens import new_token, token_hash
from portal.audit.record import record, record_service
from portal.outbox.actions import post
from portal.tenancy.models import Jurisdiction

CODE_REQUEST_LIFE = timedelta(minutes=5)


def order_code(person: User, jurisdiction: Jurisdiction, next_path: str) -> str:
    """Make the single-use token with which the front door mails a code to this person."""
    token = new_token()
    CodeRequest.objects.create(
        token_hash=token_hash(token), person=person, jurisdiction=jurisdiction, next_path=next_path
    )
    return token


@transaction.atomic
def take_code_order(token: str) -> CodeRequest | None:
    """Use up such a token; None where it is unknown, used or older than five minutes."""
    order = (
        CodeRequest.objects.select_for_update(of=("self",))
        .select_related("person", "jurisdiction")
        .filter(token_hash=token_hash(token), made_at__gt=clock.now() - CODE_REQUEST_LIFE)
        .first()
    )
    if order:
        CodeRequest.objects.filter(pk=order.pk).delete()
    return order


def hand_over(person: User, jurisdiction: Jurisdiction, *, nonce_hash: str, next_path: str) -> str:
    """Make the token that carries a person into a workspace, bound to the browser's nonce."""
    token = new_token()
    Handover.objects.create(
        token_hash=token_hash(token),
        nonce_hash=nonce_hash,
        person=person,
        jurisdiction=jurisdiction,
        next_path=next_path,
    )
    return token


@transaction.atomic
def take_handover(token: str, jurisdiction: Jurisdiction, *, nonce: str) -> Handover | None:
    """Use up a hand-over; None where token, workspace, nonce or time don't fit. It dies either way."""
    found = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(token_hash=token_hash(token))
        .first()
    )
    if found is None:
        return None
    Handover.objects.filter(pk=found.pk).delete()
    fits = (
        found.jurisdiction_id == jurisdiction.pk
        and found.nonce_hash == token_hash(nonce)
        and found.made_at > clock.now() - HANDOVER_LIFE
        and found.person.is_active
    )
    return found if fits else None


def sign_in(person: User, jurisdiction: Jurisdiction, session_key: str) -> SignIn:
    """Note that this browser is now signed in to this workspace."""
    return SignIn.objects.create(
        person=person, jurisdiction=jurisdiction, session_hash=token_hash(session_key)
    )


def sign_out(sign_in_id: int) -> None:
    """End one sign-in; the next request with its cookie is anonymous."""
    SignIn.objects.filter(pk=sign_in_id, ended_at=None).update(ended_at=clock.now())


def end_sign_in(sign_in_id: int, *, by: User) -> bool:
    """End one of a person's own sign-ins; False where it is none of hers or over."""
    mine = SignIn.objects.filter(pk=sign_in_id, person=by, ended_at=None)
    return bool(mine.update(ended_at=clock.now()))


@transaction.atomic
def sign_out_everywhere(person: User) -> None:
    """End all of a person's sign-ins, in all workspaces and at the front door."""
    SignIn.objects.filter(person=person, ended_at=None).update(ended_at=clock.now())
    User.objects.filter(pk=person.pk).update(session_round=F("session_round") + 1)


@transaction.atomic
def change_me(name: str, *, single_keys: bool, by: User) -> None:
    """Change what a person says of herself."""
    User.objects.filter(pk=by.pk).update(name=name, single_keys=single_keys)


@transaction.atomic
def make_operator(email: str, *, by: User | None) -> User:
    """Let a person run the service: open and suspend workspaces, without a look inside."""
    person = User.objects.known_as(email)
    if not person.is_operator:
        User.objects.filter(pk=person.pk).update(is_operator=True)
        record_service("made somebody an operator", person.email, by=by)
    return person


@transaction.atomic
def invite_member(
    email: str, name: str, roles: list[Role], jurisdiction: Jurisdiction, *, by: User
) -> User:
    """Invite somebody to this workspace in one or more roles and mail her."""
    person = User.objects.known_as(email, name)
    if name and not person.name:
        User.objects.filter(pk=person.pk).update(name=name)
    new = [
        role
        for role in roles
        if Membership.objects.get_or_create(
            person=person, jurisdiction=jurisdiction, role=role, defaults={"invited_by": str(by)}
        )[1]
    ]
    if not new:
        raise Refused(f"{person} has these roles here already.")
    post(
        "member_invited",
        person.email,
        {"person": person, "roles": [r.label for r in new], "by": by},
    )
    record("invited a member", person.email, by=by, roles=[role.value for role in new])
    return person


@transaction.atomic
def remind_member(person: User, jurisdiction: Jurisdiction, *, by: User) -> None:
    """Mail the invitation again to somebody who has not accepted it."""
    waiting = Membership.objects.filter(
        person=person, jurisdiction=jurisdiction, accepted_at=None, role__in=STAFF_ROLES
    )
    roles = [str(Role(one.role).label) for one in waiting]
    if not roles:
        raise Refused(f"{person} has accepted already.")
    post("member_invited", person.email, {"person": person, "roles": roles, "by": by})
    record("sent a member’s invitation again", person.email, by=by)


def take_name(person: User, name: str) -> None:
    """Note the name of somebody who was known by address only; a name once given stands."""
    if name and not person.name:
        User.objects.filter(pk=person.pk).update(name=name)
        person.name = name


@transaction.atomic
def join(person: User, jurisdiction: Jurisdiction, *, name: str = "") -> None:
    """Accept all open invitations of a person to this workspace (not those of vendors, guests)."""
    take_name(person, name)
    roles = list(
        Membership.objects.filter(
            person=person, jurisdiction=jurisdiction, accepted_at=None, role__in=STAFF_ROLES
        ).values_list("role", flat=True)
    )
    Membership.objects.filter(
        person=person, jurisdiction=jurisdiction, role__in=roles, accepted_at=None
    ).update(accepted_at=clock.now())
    if roles:
        record("joined the workspace", person, by=person, roles=roles)


@transaction.atomic
def change_roles(person: User, roles: list[Role], jurisdiction: Jurisdiction, *, by: User) -> None:
    """Give a member exactly these roles (vendors and guests stay so); none means removal."""
    held = Membership.objects.select_for_update().filter(jurisdiction=jurisdiction)
    rules.may_change_roles(list(held), person, roles).require()
    mine = Q(person=person, role__in=STAFF_ROLES)
    accepted = held.filter(mine).exclude(accepted_at=None).exists()
    before = sorted(held.filter(mine).values_list("role", flat=True))
    held.filter(mine).exclude(role__in=roles).delete()
    for role in roles:
        Membership.objects.get_or_create(
            person=person,
            jurisdiction=jurisdiction,
            role=role,
            defaults={"invited_by": str(by), "accepted_at": clock.now() if accepted else None},
        )
    _end_sign_ins_of_strangers(person, jurisdiction)
    verb = "changed a member’s roles" if roles else "removed a member"
    record(verb, person.email, by=by, before=before, after=sorted(role.value for role in roles))


def join_as_vendor(person: User, jurisdiction: Jurisdiction) -> None:
    """Note that this person answers for a vendor in this workspace."""
    mine = {"person": person, "jurisdiction": jurisdiction, "role": Role.VENDOR}
    Membership.objects.get_or_create(**mine, defaults={"invited_by": "an invitation to answer"})
    Membership.objects.filter(**mine, accepted_at=None).update(accepted_at=clock.now())


def expect_vendor(person: User, jurisdiction: Jurisdiction, *, by: User) -> None:
    """Let an invited vendor's person through the front door as far as her invitation."""
    Membership.objects.get_or_create(
        person=person, jurisdiction=jurisdiction, role=Role.VENDOR, defaults={"invited_by": str(by)}
    )


def expect_guest(person: User, jurisdiction: Jurisdiction, *, by: User) -> None:
    """Let somebody who was asked one question through the front door as far as that question."""
    Membership.objects.get_or_create(
        person=person, jurisdiction=jurisdiction, role=Role.GUEST, defaults={"invited_by": str(by)}
    )


def end_guest(person: User, jurisdiction: Jurisdiction) -> None:
    """Let a guest out again: where she has no other role here, with her next click."""
    Membership.objects.filter(person=person, jurisdiction=jurisdiction, role=Role.GUEST).delete()
    _end_sign_ins_of_strangers(person, jurisdiction)


def _end_sign_ins_of_strangers(person: User, jurisdiction: Jurisdiction) -> None:
    """Somebody who has no role here any more and is invited again later signs in again."""
    if not Membership.objects.filter(person=person, jurisdiction=jurisdiction).exists():
        SignIn.objects.filter(person=person, jurisdiction=jurisdiction, ended_at=None).update(
            ended_at=clock.now()
        )
