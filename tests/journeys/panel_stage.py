"""Five vendors who have answered, and a panel of three: where the journey to a decision begins.

Run by `manage.py shell` against the running product. What vendors do before has a journey of its
own, so here the product's actions do it.
"""

from datetime import timedelta

from evaluations.actions import order, panel, rounds
from portal import clock
from portal.accounts.models import Membership, Role, User
from portal.tenancy.actions import Opening, open_workspace
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.stages import answer_all
from vendors.actions import questionnaires
from vendors.actions import rounds as intake
from vendors.invitees import Invitee
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire import edits
from vendors.questionnaire.model import Questionnaire

LABEL = "fern"
VENDORS = ("Acorn Booking", "Birchline", "Cedar Desk", "Dovetail", "Elmwood")
STAFF = {
    "Cora Diaz": Role.COORDINATOR,
    "Abe Finch": Role.APPROVER,
    "Ola Records": Role.RECORDS,
    "Rae One": Role.REVIEWER,
    "Rob Two": Role.REVIEWER,
    "Rue Three": Role.REVIEWER,
}
ASKED = ("obs.monitor_up", "prep.irp", "chg.zero_downtime")
"""One question of three topics each; the others are left out, so that it is scored in a sitting."""


def email_of(name: str) -> str:
    return f"{name.split(maxsplit=1)[0].lower()}@{LABEL}.example"


def lead_of(vendor: str) -> str:
    return f"lead@{vendor.split(maxsplit=1)[0].lower()}.example"


def build() -> None:
    opening = Opening("Fern County", LABEL, "America/Denver", email_of("Cora Diaz"))
    fern = open_workspace(opening, by=None)
    people = {name: _member(name, role, fern) for name, role in STAFF.items()}
    cora = people["Cora Diaz"]
    with workspace(fern):
        with clock.moved(timedelta(days=-30)):
            invitees = [Invitee(name, lead_of(name)) for name in VENDORS]
            due = clock.now() + timedelta(days=14)
            evaluation = rounds.start_with("Scheduling for five", invitees, due_at=due, by=cora)
            questionnaires.edit(evaluation.round.version, _shortened, "left questions out", by=cora)
            order.choose(evaluation, prints=True, by=cora)
            evaluation.refresh_from_db()
            asked = questionnaire_of(evaluation.round.version).asked_items()
            intake.open_round(evaluation.round, asked=len(asked), by=cora)
            for response in evaluation.round.responses.order_by("pk"):
                answer_all(response)
        for name, role in STAFF.items():
            if role == Role.REVIEWER:
                panel.add(evaluation, people[name], by=cora)
        rounds.begin_scoring(evaluation, by=cora)


def _member(name: str, role: Role, fern: Jurisdiction) -> User:
    person = User.objects.known_as(email_of(name), name)
    User.objects.filter(pk=person.pk).update(name=name)
    Membership.objects.update_or_create(
        person=person, jurisdiction=fern, role=role, defaults={"accepted_at": clock.now()}
    )
    person.refresh_from_db()
    return person


def _shortened(content: Questionnaire) -> Questionnaire:
    for item in content.asked_items():
        if item.key not in ASKED:
            content = edits.leave_out(content, item.key)
    return content
