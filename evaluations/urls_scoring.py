"""Addresses of the panel, of scoring, of the comparison and of the decision."""

from django.urls import URLPattern, URLResolver, path

from evaluations.views import (
    assigning,
    beside,
    cell,
    comments,
    compare,
    cost,
    decide,
    discussion,
    drafts,
    evidence,
    findings,
    misfits,
    not_applicable,
    order,
    panel,
    scoring,
    search,
    settling,
    who_sees,
)

ONE = "evaluations/<int:pk>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("scoring/", scoring.mine, name="my-scoring"),
    path(f"{ONE}/declaration/", panel.declare, name="declare"),
    path(f"{ONE}/score/topics/<str:criterion>/", scoring.topic, name="score-topic"),
    path(f"{ONE}/score/vendors/<int:response>/", scoring.vendor, name="score-vendor"),
    path(
        f"{ONE}/score/vendors/<int:response>/<str:criterion>/marks/",
        scoring.marks,
        name="score-marks",
    ),
    path(
        f"{ONE}/score/vendors/<int:response>/<str:criterion>/checks/",
        scoring.checks,
        name="score-checks",
    ),
    path(
        f"{ONE}/score/vendors/<int:response>/<str:criterion>/draft/",
        drafts.draft,
        name="score-draft",
    ),
    path(
        f"{ONE}/score/vendors/<int:response>/<str:criterion>/versions/",
        drafts.versions,
        name="score-versions",
    ),
    path(f"{ONE}/score/next/", scoring.next_unscored, name="score-next"),
    path(f"{ONE}/score/lock/", scoring.lock, name="lock"),
    path(f"{ONE}/score/unlock/", scoring.ask_to_unlock, name="ask-to-unlock"),
    path(f"{ONE}/panel/", panel.index, name="panel"),
    path(f"{ONE}/panel/remind/", panel.remind, name="panel-remind"),
    path(f"{ONE}/panel/<int:panelist>/assignment/", assigning.assignment, name="panel-assignment"),
    path(f"{ONE}/panel/<int:panelist>/unlock/", panel.unlock, name="panel-unlock"),
    path(f"{ONE}/not-applicable/", not_applicable.index, name="not-applicable"),
    path(f"{ONE}/compare/", compare.compare, name="compare"),
    path(f"{ONE}/cost/", cost.cost, name="cost"),
    path(f"{ONE}/order/", order.order, name="order"),
    path(f"{ONE}/cells/<int:response>/<str:criterion>/", cell.cell, name="cell"),
    path(f"{ONE}/cells/<int:response>/<str:criterion>/comments/", comments.add, name="comment"),
    path(
        f"{ONE}/cells/<int:response>/must-haves/<str:item>/", settling.agree_mark, name="agree-mark"
    ),
    path(f"{ONE}/cells/<int:response>/<str:criterion>/leave/", settling.leave, name="leave"),
    path(f"{ONE}/who-sees-what/", who_sees.index, name="who-sees-what"),
    path(f"{ONE}/search/", search.search, name="search"),
    path(f"{ONE}/misfits/", misfits.index, name="misfits"),
    path(f"{ONE}/discussion/", discussion.discussion, name="discussion"),
    path(f"{ONE}/decide/", decide.decide, name="decide"),
    path(f"{ONE}/decide/<int:number>/confirm/", decide.confirm, name="decision-confirm"),
    path(f"{ONE}/decide/<int:number>/send-back/", decide.send_back, name="decision-send-back"),
    path(f"{ONE}/decide/<int:number>/withdraw/", decide.withdraw, name="decision-withdraw"),
    path(f"{ONE}/beside/<int:response>/", beside.index, name="beside"),
    path(f"{ONE}/beside/<int:response>/meeting/", beside.meeting, name="meeting-add"),
    path(f"{ONE}/beside/<int:response>/<str:subject>/", beside.probe, name="probe"),
    path(f"{ONE}/findings/", findings.first, name="findings-first"),
    path(f"{ONE}/findings/<int:response>/", findings.index, name="findings"),
    path(f"{ONE}/findings/<int:response>/add/<str:kind>/", findings.add, name="finding-add"),
    path(f"{ONE}/findings/<int:response>/<int:finding>/", findings.change, name="finding"),
    path(
        f"{ONE}/findings/<int:response>/<int:finding>/remove/",
        findings.remove,
        name="finding-remove",
    ),
    path(f"{ONE}/findings/<int:response>/<int:finding>/file", findings.file, name="finding-file"),
    path(f"{ONE}/evidence/<int:evidence>/file", evidence.file, name="evidence-file"),
    path(f"{ONE}/evidence/<int:evidence>/page/<int:number>", evidence.page, name="evidence-page"),
]
