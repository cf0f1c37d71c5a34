"""An open round with two vendors, made by the product's own actions."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from lxml import html

from portal import clock
from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.outbox.models import Mail
from portal.tenancy.switch import current
from tests.cast import Cast
from vendors.actions import invitations, questionnaires, rounds
from vendors.models import (
    Invitation,
    QuestionnaireVersion,
    Response,
    ResponseMember,
    ResponseRole,
    Round,
    Vendor,
)
from vendors.questionnaire.model import Depth, Questionnaire
from vendors.questionnaire.reading import digest, dump, standard


@dataclass(frozen=True)
class Scene:
    """The round, its questionnaire, and both responses."""

    round: Round
    asked: Questionnaire
    clearwater: Response
    tollgate: Response

    def topic(self, key: str = "cloud.elasticity") -> str:
        return f"/responses/{self.clearwater.pk}/topics/{key}/"


def build(cast: Cast, *, accepted: bool = True, **fields: Any) -> Scene:
    """Make the scene by the product's own actions; Vera has accepted unless told otherwise."""
    asked = standard()
    version = questionnaires.make("Standard", asked, by=cast.ann)
    due = clock.now() + timedelta(days=2)
    round_ = rounds.draft("Vaccine scheduling", version=version, due_at=due, by=cast.ann, **fields)
    clearwater = rounds.add_vendor(
        round_, Vendor.objects.create(name="Clearwater"), email=cast.vera.email, by=cast.ann
    )
    tollgate = rounds.add_vendor(
        round_, Vendor.objects.create(name="Tollgate"), email="tess@tollgate.example", by=cast.ann
    )
    round_ = rounds.open_round(round_, asked=len(asked.asked_items()), by=cast.ann)
    if accepted:
        invitations.accept(Invitation.objects.get(response=clearwater), by=cast.vera)
    clearwater.refresh_from_db()
    tollgate.refresh_from_db()
    return Scene(round_, asked, clearwater, tollgate)


def token_of(response: Response) -> str:
    invitation = Invitation.objects.filter(response=response).latest("made_at")
    mail = Mail.objects.filter(subject_key=invitation.mail_key).latest("made_at")
    return str(mail.secret)


def join(response: Response, email: str, name: str, role: str = ResponseRole.CONTRIBUTOR) -> User:
    """Put somebody on a response."""
    person = User.objects.known_as(email, name)
    ResponseMember.objects.create(
        response=response, person_id=person.pk, name=name, email=email, role=role
    )
    accounts.join_as_vendor(person, current())
    return person


def form_of(page: str | bytes) -> dict[str, list[str]]:
    """All that a browser would send of the page's main form, without pressing a button."""
    document = html.fromstring(page)
    (form,) = [one for one in document.forms if one.get("enctype") == "multipart/form-data"]
    sent: dict[str, list[str]] = {}
    for control in form.xpath(".//input|.//textarea|.//select"):
        kind, name = control.get("type"), control.get("name")
        if not name or kind in {"file", "submit"}:
            continue
        if kind in {"radio", "checkbox"} and control.get("checked") is None:
            continue
        if control.tag == "template" or control.xpath("ancestor::template"):
            continue
        value = control.value if control.tag != "input" else control.get("value", "")
        sent.setdefault(name, []).append(value or "")
    return sent


def use_depth(scene: Scene, depth: Depth) -> None:
    """Let the round ask more; before it opened it could have."""
    content = dump(replace(scene.asked, depth=depth))
    QuestionnaireVersion.objects.filter(pk=scene.round.version_id).update(
        content=content, digest=digest(replace(scene.asked, depth=depth))
    )
