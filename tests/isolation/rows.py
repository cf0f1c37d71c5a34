"""Every address with its row. Groups follow the product's apps."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from evaluations.models import Outage, PlannedEvent, PlannedRequest, SwitchCase
from portal import clock
from portal.accounts.models import User
from portal.accounts.tokens import token_hash
from tests.isolation.library import FILE, LIBRARY, NUMBER
from tests.isolation.matrix import Kwargs, Row, row
from tests.isolation.world import World, first_evidence, first_finding, first_response
from vendors.actions import amendments
from vendors.models import Candidate, ChangeStep, EventNotice, LateAcceptance, LateDraft, MonthlyAsk

COORDINATOR = "coordinator"
READERS = "coordinator observer"
PANEL = "coordinator reviewer observer"
EVERYBODY = "coordinator reviewer observer records lead rival"
OFFICER = "records"


def _of(stage: str) -> Kwargs:
    def kwargs(world: World) -> dict[str, object]:
        return {"pk": getattr(world, stage).pk}

    return kwargs


def _with(stage: str, **names: str) -> Kwargs:
    """Fill response, invitation, panelist ... of an evaluation by the names that addresses use."""

    def kwargs(world: World) -> dict[str, object]:
        evaluation = getattr(world, stage)
        response = first_response(evaluation)
        found = {
            "response": lambda: response.pk,
            "invitation": lambda: response.invitations.order_by("pk")[0].pk,
            "panelist": lambda: evaluation.panel.order_by("pk")[0].pk,
            "document": lambda: evaluation.round.documents.order_by("pk")[0].pk,
            "evidence": lambda: first_evidence(evaluation).pk,
            "criterion": lambda: "obs.detection",
            "must_have": lambda: "obs.monitor_up",
            "kind": lambda: "press",
            "finding": lambda: first_finding(evaluation).pk,
            "withholding": lambda: response.withholdings.order_by("pk")[0].pk,
            "no_report": lambda: UUID(int=0),
            "report": lambda: evaluation.reports.order_by("ordered_at")[0].pk,
        }
        return {"pk": evaluation.pk} | {name: found[what]() for name, what in names.items()}

    return kwargs


def _response(world: World) -> dict[str, object]:
    return {"pk": first_response(world.open).pk}


def _inquiry(world: World) -> dict[str, object]:
    return {"pk": world.open.pk, "inquiry_pk": world.open.round.inquiries.order_by("pk")[0].pk}


def _own_of_decided(world: World) -> dict[str, object]:
    return {"pk": first_response(world.decided).pk}


def _amended(world: World) -> dict[str, object]:
    """An open evaluation with an amendment in preparation."""
    amendments.prepare(world.open.round, by=User.objects.get(pk=world.open.round.made_by_id))
    return {"pk": world.open.pk}


def _late_draft(world: World) -> LateDraft:
    """What came late, with the words of what was handed in before."""
    response = first_response(world.closed)
    handed = response.submissions.order_by("-number")[0]
    due = world.closed.round.due_at
    assert due is not None
    held = {"version_id": handed.version_id, "content": handed.content, "leaves": handed.leaves}
    made, _new = LateDraft.objects.get_or_create(
        response=response,
        due_at=due,
        defaults=held
        | {"root": handed.root, "by_id": handed.by_id, "by_name": handed.by_name}
        | {"tried_at": due + timedelta(seconds=1)},
    )
    return made


def _late(world: World) -> dict[str, object]:
    return {"pk": world.closed.pk, "late_pk": _late_draft(world).pk}


def _late_asked(world: World) -> LateAcceptance:
    """The reviewer is asked to confirm it."""
    late, by = _late_draft(world), User.objects.get(pk=world.closed.round.made_by_id)
    asked, _new = LateAcceptance.objects.get_or_create(
        late=late,
        answer="",
        defaults={
            "reason": world.canary or "Mail was down.",
            "email": world.people["reviewer"].email,
        }
        | {"by_id": by.pk, "by_name": str(by), "token_hash": token_hash(f"late {world.canary}")}
        | {"expires_at": clock.now() + timedelta(days=7)},
    )
    return asked


def _late_of_closed(world: World) -> dict[str, object]:
    _late_asked(world)
    return {"pk": world.closed.pk}


def _late_question(world: World) -> dict[str, object]:
    return {"asked_pk": _late_asked(world).pk}


def _late_take_back(world: World) -> dict[str, object]:
    return {"pk": world.closed.pk} | _late_question(world)


def _late_link(world: World) -> dict[str, object]:
    _late_asked(world)
    return {"token": f"late {world.canary}"}


def _letter(world: World) -> dict[str, object]:
    letter = first_response(world.decided).letters.get()
    return {"pk": letter.response_id, "letter_pk": letter.pk}


def _waiting(world: World) -> dict[str, object]:
    return {"pk": world.decided.pk, "number": 1}


def _more(**more: object) -> Kwargs:
    def kwargs(world: World) -> dict[str, object]:
        return _response(world) | more

    return kwargs


def _not_begun(**more: object) -> Kwargs:
    def kwargs(world: World) -> dict[str, object]:
        return {"pk": world.open.round.responses.order_by("pk")[2].pk} | more

    return kwargs


def _token(world: World) -> dict[str, object]:
    return {"token": world.tokens["open"]}


def _version(world: World) -> dict[str, object]:
    return {"pk": world.draft.round.version_id}


def _item(key: str):  # type: ignore[no-untyped-def]
    def kwargs(world: World) -> dict[str, object]:
        return _version(world) | {"key": key}

    return kwargs


def _member(world: World) -> dict[str, object]:
    return {"pk": world.people["reviewer"].pk}


def _newcomer(world: World) -> dict[str, object]:
    return {"pk": world.people["newcomer"].pk}


def _own_section(world: World) -> dict[str, object]:
    sections = world.draft.round.version.content["sections"]
    return _version(world) | {"key": next(one["key"] for one in sections if one.get("own"))}


def _candidate(world: World) -> dict[str, object]:
    return {"pk": Candidate.objects.order_by("pk")[0].pk}


def _registration(world: World) -> dict[str, object]:
    return {"token": world.tokens["registration"]}


def _public(world: World) -> dict[str, object]:
    """The public page goes by the round's number, which need not be its evaluation's."""
    return {"pk": world.open.round_id}


def _public_document(world: World) -> dict[str, object]:
    document = world.open.round.documents.order_by("pk")[0]
    return {"pk": world.open.round_id, "document_pk": document.pk}


def _vendor(world: World) -> dict[str, object]:
    return {"pk": first_response(world.open).vendor_id}


def _switch(world: World) -> dict[str, object]:
    return {"pk": SwitchCase.objects.order_by("pk")[0].pk}


def _evidence(world: World) -> dict[str, object]:
    return {"pk": first_evidence(world.open).pk}


def _evidence_item(world: World) -> dict[str, object]:
    evidence = first_evidence(world.open)
    return {"pk": evidence.pk, "item_key": evidence.links.all()[0].item_key}


def _of_document(world: World) -> dict[str, object]:
    return {"pk": world.draft.pk, "document_pk": world.draft.round.documents.all()[0].pk}


def _document(world: World) -> dict[str, object]:
    return _response(world) | {"document_pk": world.open.round.documents.all()[0].pk}


def _colleague(world: World) -> dict[str, object]:
    colleague = first_response(world.open).members.exclude(person_id=world.people["lead"].pk)
    return _response(world) | {"member_pk": colleague[0].pk}


def _answer(world: World) -> dict[str, object]:
    response = first_response(world.open)
    return {"pk": response.pk, "key": response.answers.order_by("pk")[0].item_key}


def _colleague_asked(world: World) -> dict[str, object]:
    asked = first_response(world.open).invitations.filter(used_at=None)
    return _response(world) | {"invitation_pk": asked.latest("pk").pk}


def _reopened(world: World) -> dict[str, object]:
    """The topic that a vendor was asked about again."""
    return {"pk": first_response(world.closed).pk, "key": "obs.detection"}


def _reopening(world: World) -> dict[str, object]:
    response = first_response(world.closed)
    found = response.reopenings.latest("pk")
    return {
        "pk": world.closed.pk,
        "response": response.pk,
        "criterion": found.criterion_key,
        "reopening": found.pk,
    }


def _handed(world: World) -> dict[str, object]:
    return _response(world) | {"key": "obs.detection"}


def _follow_up(world: World) -> dict[str, object]:
    return {"pk": world.follow_up.pk, "response": first_response(world.follow_up).pk}


def _more_of_follow_up(**more: object) -> Kwargs:
    def kwargs(world: World) -> dict[str, object]:
        return _follow_up(world) | more

    return kwargs


def _planned(world: World) -> dict[str, object]:
    found = PlannedRequest.objects.filter(response=first_response(world.follow_up))
    return _follow_up(world) | {"planned": found.latest("pk").pk}


def _step(world: World) -> ChangeStep:
    response = first_response(world.follow_up)
    return ChangeStep.objects.filter(change__letter__response=response).earliest("pk")


def _request(world: World) -> dict[str, object]:
    return _follow_up(world) | {"change": _step(world).change_id}


def _request_file(world: World) -> dict[str, object]:
    return _request(world) | {"step": _step(world).pk}


def _own_follow_up(world: World) -> dict[str, object]:
    return {"pk": first_response(world.follow_up).pk}


def _own_change(world: World) -> dict[str, object]:
    return _own_follow_up(world) | {"change_pk": _step(world).change_id}


def _own_proof(world: World) -> dict[str, object]:
    return _own_change(world) | {"step_pk": _step(world).pk}


def _own_month(world: World) -> dict[str, object]:
    first = MonthlyAsk.objects.latest("pk").first
    return _own_follow_up(world) | {"year": first.year, "month": first.month}


def _provider(world: World) -> dict[str, object]:
    return {"pk": first_response(world.follow_up).vendor_id}


def _coming(world: World) -> dict[str, object]:
    return {"pk": PlannedEvent.objects.latest("starts_at").pk}


def _over(world: World) -> dict[str, object]:
    return {"pk": PlannedEvent.objects.earliest("starts_at").pk}


def _outage(world: World) -> dict[str, object]:
    return {"pk": Outage.objects.get().pk}


def _own_notice(world: World) -> dict[str, object]:
    return _own_follow_up(world) | {"notice_pk": EventNotice.objects.get().pk}


def _own_letter(world: World) -> dict[str, object]:
    return _own_follow_up(world) | {"number": 1}


OPEN_TO_ALL = {"others": 200, "outside": 200}
POST_BACK = {"ok": 302, "method": "post", "is_page": False}

PORTAL = [
    row("alive", is_page=False, **OPEN_TO_ALL),
    row("ready", is_page=False, **OPEN_TO_ALL),
    row("sign-in", is_page=False, others=302),
    row("sign-in-finish", others=403, outside=403),
    row("sign-out", is_page=False, method="post", others=302),
    row("join", is_page=False, others=302),
    row("members:list", COORDINATOR),
    row("members:invite", COORDINATOR),
    row("members:change", COORDINATOR, kwargs=_member),
    row("members:remove", COORDINATOR, kwargs=_member),
    row("members:remind", COORDINATOR, kwargs=_newcomer, **POST_BACK),
    row("members:settings", COORDINATOR),
    row("members:activity", f"{READERS} records"),
    row("members:activity-csv", f"{READERS} records", is_page=False),
    row("members:theme", is_page=False, **OPEN_TO_ALL),
    row("members:logo", is_page=False, others=404, outside=404),
]

# A vendor's pages: its own people see them; another vendor's get 404, staff 403.
VENDORS = [
    row("vendors:invitation", kwargs=_token, **OPEN_TO_ALL),
    # The same answer whoever asks: the fresh link goes to the invited address.
    row("vendors:invitation-again", kwargs=_token, is_page=False, method="post", **OPEN_TO_ALL),
    row("vendors:invitation-accept", "lead", kwargs=_token),
    row("vendors:invitation-decline", "lead", kwargs=_token),
    row("vendors:invitation-pass-on", "lead", kwargs=_token),
    # Whoever comes by reads it: it is shown to everybody.
    row("vendors:public", kwargs=_public, **OPEN_TO_ALL),
    row(
        "vendors:public-document",
        kwargs=_public_document,
        is_page=False,
        **OPEN_TO_ALL,
    ),
    row("vendors:public-register", kwargs=_public, **OPEN_TO_ALL),
    row("vendors:public-confirm", kwargs=_registration, **OPEN_TO_ALL),
    row("vendors:requests", "lead rival"),
    *(
        row(f"vendors:{name}", "lead", kwargs=_response, rival=404)
        for name in (
            "overview",
            "how",
            "questions",
            "colleagues",
            "leave",
            "decline",
            "withdraw",
            "price",
            "check",
            "receipt",
            "clarifications",
            "ask",
            "amendments",
        )
    ),
    row("vendors:questions-csv", "lead", kwargs=_response, rival=404, is_page=False),
    row("vendors:sheet", "lead", kwargs=_response, rival=404),
    row("vendors:sheet-take", "lead", kwargs=_response, rival=404, **POST_BACK),
    row("vendors:sheet-xlsx", "lead", kwargs=_response, rival=404, is_page=False),
    row("vendors:sheet-pdf", "lead", kwargs=_response, rival=404, is_page=False),
    row("vendors:topic", "lead", kwargs=_more(key="obs.detection"), rival=404),
    row("vendors:reopened", "lead", kwargs=_reopened, rival=404),
    # Taking a decline back is refused where nothing was declined.
    row("vendors:respond", kwargs=_response, rival=404, method="post", is_page=False),
    # A lead submits herself, so asking is refused to the one lead of this world.
    row("vendors:ask-to-submit", kwargs=_response, rival=404, method="post", is_page=False),
    row("vendors:answer-again", kwargs=_response, rival=404, method="post", is_page=False),
    row("vendors:round-document", "lead", kwargs=_document, rival=404, is_page=False),
    row("vendors:letter", "lead", kwargs=_letter, rival=404, is_page=False),
    row("vendors:colleague-remove", "lead", kwargs=_colleague, rival=404),
    row(
        "vendors:colleague-role",
        "lead",
        kwargs=_colleague,
        rival=404,
        data={"role": "lead"},
        **POST_BACK,
    ),
    row("vendors:colleague-withdraw", "lead", kwargs=_colleague_asked, rival=404, **POST_BACK),
    row("vendors:history", "lead", kwargs=_answer, rival=404),
    row("vendors:handover", "lead", kwargs=_handed, rival=404),
    row("vendors:handover-end", "lead", kwargs=_handed, rival=404, **POST_BACK),
    row("vendors:department", "lead", kwargs=_more(key="engineering"), rival=404),
    row(
        "vendors:department-end",
        "lead",
        kwargs=_more(key="engineering"),
        rival=404,
        **POST_BACK,
    ),
    row("vendors:evidence", "lead", kwargs=_evidence_item, rival=404),
    row("vendors:records", "lead", kwargs=_own_of_decided, rival=404),
    # A part of a page; without htmx it leads to the file's own page.
    row(
        "vendors:evidence-reading",
        "lead",
        kwargs=_evidence_item,
        ok=302,
        rival=404,
        is_page=False,
    ),
    # The PDF is made by a worker, which this world has not.
    row("vendors:library", "lead", kwargs=_response, rival=404),
    # Without a name for the library there is nothing to begin, and nobody here is in one.
    row("vendors:library-keep", "lead", kwargs=_response, rival=404, method="post", is_page=False),
    row(
        "vendors:library-start",
        "lead",
        kwargs=_response,
        ok=404,
        rival=404,
        method="post",
        is_page=False,
    ),
    row(
        "vendors:library-true",
        "lead",
        kwargs=_more(key="cloud.autoscale"),
        ok=404,
        rival=404,
        method="post",
        is_page=False,
    ),
    row("vendors:receipt-pdf", "lead", kwargs=_more(number=1), ok=404, rival=404, is_page=False),
    row("vendors:own-copy", "lead", kwargs=_more(number=1), rival=404, is_page=False),
    # This follow-up was started from nothing, so there is nothing to bring along.
    row("vendors:last-time", kwargs=_own_follow_up, rival=404, method="post", is_page=False),
    row("vendors:changes", "lead", kwargs=_own_follow_up, rival=404),
    row("vendors:change", "lead", kwargs=_own_change, rival=404),
    # Proof waits to be checked in this world, so a reply is turned back.
    row(
        "vendors:change-reply",
        "lead",
        kwargs=_own_change,
        ok=422,
        rival=404,
        method="post",
        data={"act": "declined", "text": "No"},
        is_page=False,
    ),
    row(
        "vendors:change-prove",
        "lead",
        kwargs=_own_change,
        rival=404,
        data={"text": "See page 2"},
        **POST_BACK,
    ),
    row("vendors:change-file", "lead", kwargs=_own_proof, rival=404, is_page=False),
    row("vendors:months", "lead", kwargs=_own_follow_up, rival=404),
    row("vendors:month", "lead", kwargs=_own_month, rival=404),
    row("vendors:letter-pdf", "lead", kwargs=_own_letter, rival=404, is_page=False),
    row("vendors:evidence-file", "lead", kwargs=_evidence, rival=404, is_page=False),
]

# Names of vendors and what is asked of them: not for reviewers, whom it could steer.
FOLLOWED = [
    row("evaluations:concerns-first", READERS, kwargs=_of("follow_up"), ok=302, is_page=False),
    row("evaluations:concerns", READERS, kwargs=_follow_up),
    row(
        "evaluations:concern-move",
        COORDINATOR,
        kwargs=_more_of_follow_up(criterion="obs.detection"),
    ),
    row("evaluations:requests-first", READERS, kwargs=_of("follow_up"), ok=302, is_page=False),
    row("evaluations:requests", READERS, kwargs=_follow_up),
    row("evaluations:request", READERS, kwargs=_request),
    row("evaluations:request-file", READERS, kwargs=_request_file, is_page=False),
    row(
        "evaluations:request-letter-pdf",
        READERS,
        kwargs=_more_of_follow_up(number=1),
        is_page=False,
    ),
    # The PDF is there, so it is not made again.
    row(
        "evaluations:request-letter-print",
        kwargs=_more_of_follow_up(number=1),
        method="post",
        is_page=False,
    ),
    row("evaluations:vendor-progress", READERS, kwargs=_provider),
    row("evaluations:follow-up", COORDINATOR, kwargs=_with("decided", response="response")),
    row("evaluations:months", READERS, kwargs=_follow_up),
    row("evaluations:months-ask", COORDINATOR, kwargs=_follow_up),
    row("evaluations:months-stop", COORDINATOR, kwargs=_follow_up),
    row("evaluations:request-letter", COORDINATOR, kwargs=_follow_up),
    row("evaluations:request-add", COORDINATOR, kwargs=_follow_up),
    row("evaluations:request-edit", COORDINATOR, kwargs=_planned),
    row("evaluations:request-drop", COORDINATOR, kwargs=_planned, **POST_BACK),
    row("evaluations:request-send", COORDINATOR, kwargs=_follow_up, **POST_BACK),
]

CALENDAR = [
    row("evaluations:calendar", PANEL),
    row("evaluations:event", PANEL, kwargs=_coming),
    row("evaluations:event-add", COORDINATOR),
    row("evaluations:event-change", COORDINATOR, kwargs=_coming),
    row("evaluations:event-call-off", COORDINATOR, kwargs=_coming),
    row(
        "evaluations:event-check",
        COORDINATOR,
        kwargs=lambda world: _coming(world) | {"key": "waiting"},
        data={"done": "yes"},
        **POST_BACK,
    ),
    row("evaluations:event-tell", COORDINATOR, kwargs=_coming),
    row("evaluations:event-record", COORDINATOR, kwargs=_over),
    row("evaluations:outage-add", COORDINATOR),
    row("evaluations:outage", READERS, kwargs=_outage),
    row("evaluations:outage-change", COORDINATOR, kwargs=_outage),
    row("vendors:events", "lead", kwargs=_own_follow_up, rival=404),
    row("vendors:event-seen", "lead", kwargs=_own_notice, rival=404, **POST_BACK),
]

SETUP = [
    row("evaluations:home", EVERYBODY, lead=302, rival=302),
    row("evaluations:list", PANEL),
    row("evaluations:start", COORDINATOR),
    # A reviewer sees the evaluations on whose panel she is.
    row("evaluations:overview", READERS, kwargs=_of("open"), reviewer=404),
    row("evaluations:asked", COORDINATOR, kwargs=_of("open")),
    row("evaluations:asked-one", COORDINATOR, kwargs=_inquiry),
    row("evaluations:public", COORDINATOR, kwargs=_of("open")),
    row("evaluations:check", COORDINATOR, kwargs=_of("draft")),
    row("evaluations:cancel", COORDINATOR, kwargs=_of("open")),
    row("evaluations:setup", READERS, kwargs=_of("draft")),
    *(
        row(f"evaluations:setup-{name}", COORDINATOR, kwargs=_of("draft"))
        for name in (
            "details",
            "documents",
            "questionnaire",
            "vendors",
            "reviewers",
            "dates",
            "peak",
            "requirements",
            "price",
            "pyramid",
            "declaration",
            "invitation",
            "order",
            "anonymous",
            "calibration",
            "weights",
        )
    ),
    row(
        "evaluations:setup-peak-sum",
        COORDINATOR,
        kwargs=_of("draft"),
        method="post",
        is_page=False,
    ),
    row("evaluations:amendments", READERS, kwargs=_of("open")),
    row("evaluations:amendment-begin", COORDINATOR, kwargs=_of("open"), **POST_BACK),
    row("evaluations:amendment-drop", COORDINATOR, kwargs=_of("open"), **POST_BACK),
    row("evaluations:amendment-publish", COORDINATOR, kwargs=_amended),
    row("evaluations:extend", COORDINATOR, kwargs=_of("open")),
    row("evaluations:late", COORDINATOR, kwargs=_late_of_closed),
    row("evaluations:late-ask", COORDINATOR, kwargs=_late),
    row("evaluations:late-decline", COORDINATOR, kwargs=_late),
    row("evaluations:late-link", kwargs=_late_link, **OPEN_TO_ALL),
    # Whoever was asked, whatever she is here; nobody else learns that there is a question.
    row("evaluations:late-question", "reviewer", kwargs=_late_question, others=404),
    row("evaluations:late-take-back", COORDINATOR, kwargs=_late_take_back, **POST_BACK),
    row("evaluations:invitations", READERS, kwargs=_of("open")),
    row("evaluations:invitations-add", COORDINATOR, kwargs=_of("open")),
    row("evaluations:as-vendor", READERS, kwargs=_of("draft")),
    row("evaluations:quick-start", COORDINATOR),
    row("evaluations:quick", READERS, kwargs=_of("quick")),
    row("evaluations:questionnaires", COORDINATOR),
    row("evaluations:questionnaire", READERS, kwargs=_version),
    row("evaluations:questionnaire-preview", READERS, kwargs=_version),
    row("evaluations:questionnaire-file", READERS, kwargs=_version, is_page=False),
    row("evaluations:questionnaire-import", COORDINATOR),
    row("evaluations:vendors", READERS),
    row("evaluations:vendor", READERS, kwargs=_vendor),
    row("evaluations:vendor-edit", COORDINATOR, kwargs=_vendor),
    row("evaluations:switch-start", COORDINATOR, kwargs=_vendor),
    row("evaluations:switch", READERS, kwargs=_switch),
    row("evaluations:switch-change", COORDINATOR, kwargs=_switch),
    row(
        "evaluations:switch-way",
        COORDINATOR,
        kwargs=lambda world: _switch(world) | {"key": "today"},
    ),
    row("evaluations:contact", COORDINATOR, kwargs=_of("open")),
    row("evaluations:copy", COORDINATOR, kwargs=_of("open"), **POST_BACK),
    row("evaluations:document", READERS, kwargs=_of_document, is_page=False),
    row("evaluations:document-remove", COORDINATOR, kwargs=_of_document, **POST_BACK),
    row("evaluations:setup-vendor", COORDINATOR, kwargs=_with("draft", response_pk="response")),
    row(
        "evaluations:setup-vendor-remove",
        COORDINATOR,
        kwargs=_with("draft", response_pk="response"),
    ),
    row(
        "evaluations:setup-reviewer-remove",
        COORDINATOR,
        kwargs=_with("scoring", panelist_pk="panelist"),
    ),
    row("evaluations:remind", COORDINATOR, kwargs=_of("open"), **POST_BACK),
    row(
        "evaluations:invitation-again",
        COORDINATOR,
        kwargs=_with("open", invitation_pk="invitation"),
        **POST_BACK,
    ),
    row(
        "evaluations:invitation-address",
        COORDINATOR,
        kwargs=_with("open", invitation_pk="invitation"),
    ),
    row(
        "evaluations:invitation-withdraw",
        COORDINATOR,
        kwargs=_with("open", invitation_pk="invitation"),
    ),
    row("evaluations:response-address", COORDINATOR, kwargs=_with("open", response_pk="response")),
    row("evaluations:response-withdraw", COORDINATOR, kwargs=_with("open", response_pk="response")),
    row("evaluations:quick-deeper", COORDINATOR, kwargs=_of("quick")),
    row("evaluations:quick-vendor", COORDINATOR, kwargs=_with("quick", response_pk="response")),
    row("evaluations:quick-result", READERS, kwargs=_with("quick", response_pk="response")),
    row("evaluations:move-scoring", COORDINATOR, kwargs=_of("closed"), **POST_BACK),
    row("evaluations:move-discussion", COORDINATOR, kwargs=_of("locked"), **POST_BACK),
    row("evaluations:move-archived", COORDINATOR, kwargs=_of("decided"), **POST_BACK),
    row("evaluations:profile", READERS),
    row("evaluations:long-list", READERS),
    row("evaluations:long-list-add", COORDINATOR),
    row("evaluations:long-list-move", COORDINATOR, kwargs=_candidate),
    row("evaluations:profile-change", COORDINATOR),
    row("evaluations:questionnaire-copy", COORDINATOR, kwargs=_version),
    row("evaluations:questionnaire-name", COORDINATOR, kwargs=_version),
    row("evaluations:question", COORDINATOR, kwargs=_item("obs.logs")),
    row("evaluations:question-not-relevant", COORDINATOR, kwargs=_item("obs.logs")),
    row("evaluations:topic", COORDINATOR, kwargs=_item("obs.detection")),
    row("evaluations:question-add", COORDINATOR, kwargs=_item("obs.detection")),
    row("evaluations:section-add", COORDINATOR, kwargs=_version),
    row("evaluations:section", COORDINATOR, kwargs=_item("obs")),
    row("evaluations:topic-add", COORDINATOR, kwargs=_item("obs")),
    row("evaluations:question-remove", COORDINATOR, kwargs=_own_section),
    *(
        row(f"evaluations:questionnaire-{name}", COORDINATOR, kwargs=_item(key), **POST_BACK)
        for name, key in (
            ("leave-out", "obs.logs"),
            ("bring-back", "obs.logs"),
            ("item-up", "obs.logs"),
            ("item-down", "obs.logs"),
            ("topic-up", "deg.integrity"),
            ("topic-down", "deg.fallback"),
            ("section-up", "obs"),
            ("section-down", "obs"),
            ("pack-in", "scheduling"),
            ("pack-out", "scheduling"),
        )
    ),
]

# Judging: a reviewer's own sheet is hers alone; what is compared opens with discussion.
JUDGING = [
    row("evaluations:my-scoring", "reviewer"),
    row("evaluations:declare", "reviewer", kwargs=_of("scoring")),
    row("evaluations:score-topic", "reviewer", kwargs=_with("scoring", criterion="criterion")),
    row("evaluations:score-vendor", "reviewer", kwargs=_with("scoring", response="response")),
    row(
        "evaluations:score-marks",
        "reviewer",
        kwargs=_with("scoring", response="response", criterion="criterion"),
        ok=200,
        method="post",
        is_page=False,
    ),
    row(
        "evaluations:score-checks",
        "reviewer",
        kwargs=_with("scoring", response="response", criterion="criterion"),
        ok=204,  # this topic has no checklist
        method="post",
        is_page=False,
    ),
    row(
        "evaluations:score-draft",
        "reviewer",
        method="post",
        kwargs=_with("scoring", response="response", criterion="criterion"),
        ok=409,
        is_page=False,
    ),
    row(
        "evaluations:score-versions",
        "reviewer",
        kwargs=_with("scoring", response="response", criterion="criterion"),
    ),
    row("evaluations:score-next", "reviewer", kwargs=_of("scoring"), ok=302, is_page=False),
    row("evaluations:calibration", "reviewer", kwargs=_of("scoring")),
    row("evaluations:lock", "reviewer", kwargs=_of("scoring")),
    row("evaluations:ask-to-unlock", "reviewer", kwargs=_of("locked"), is_page=False),
    row("evaluations:panel", READERS, kwargs=_of("scoring")),
    row("evaluations:panel-remind", COORDINATOR, kwargs=_of("scoring"), **POST_BACK),
    row("evaluations:panel-assignment", COORDINATOR, kwargs=_with("scoring", panelist="panelist")),
    row("evaluations:panel-unlock", COORDINATOR, kwargs=_with("locked", panelist="panelist")),
    row("evaluations:not-applicable", READERS, kwargs=_of("scoring")),
    row("evaluations:compare", PANEL, kwargs=_of("talk")),
    row("evaluations:search", PANEL, kwargs=_of("talk")),
    row("evaluations:order", PANEL, kwargs=_of("talk")),
    row("evaluations:cost", PANEL, kwargs=_of("talk")),
    row(
        "evaluations:cell", PANEL, kwargs=_with("talk", response="response", criterion="criterion")
    ),
    row(
        "evaluations:comment",
        "coordinator reviewer",
        kwargs=_with("talk", response="response", criterion="criterion"),
        ok=422,  # nothing was written
        method="post",
        is_page=False,
    ),
    row(
        "evaluations:agree-mark",
        COORDINATOR,
        kwargs=_with("talk", response="response", item="must_have"),
    ),
    row(
        "evaluations:leave",
        COORDINATOR,
        kwargs=_with("talk", response="response", criterion="criterion"),
    ),
    row(
        "evaluations:ask-vendor",
        COORDINATOR,
        kwargs=_with("closed", response="response", criterion="criterion"),
    ),
    row("evaluations:reopening-stop", COORDINATOR, kwargs=_reopening, **POST_BACK),
    row("evaluations:who-sees-what", READERS, kwargs=_of("scoring")),
    row("evaluations:misfits", PANEL, kwargs=_of("talk")),
    row("evaluations:terms-first", PANEL, kwargs=_of("talk"), ok=302, is_page=False),
    row("evaluations:terms", PANEL, kwargs=_with("talk", response="response")),
    row("evaluations:contract-words", COORDINATOR),
    row("evaluations:discussion", PANEL, kwargs=_of("talk")),
    row("evaluations:decide", PANEL, kwargs=_of("talk")),
    row("evaluations:beside-first", PANEL, kwargs=_of("talk"), ok=302, is_page=False),
    row("evaluations:beside", PANEL, kwargs=_with("talk", response="response")),
    row(
        "evaluations:meeting-add",
        "coordinator reviewer",
        kwargs=_with("talk", response="response"),
    ),
    row(
        "evaluations:probe",
        "coordinator reviewer",
        kwargs=lambda world: _with("talk", response="response")(world) | {"subject": "double"},
    ),
    # Ours alone: no vendor opens any of them, not even the one that they are about.
    row("evaluations:findings-first", PANEL, kwargs=_of("talk"), ok=302, is_page=False),
    row("evaluations:findings", PANEL, kwargs=_with("talk", response="response")),
    row(
        "evaluations:finding-add",
        "coordinator reviewer",
        kwargs=_with("talk", response="response", kind="kind"),
    ),
    row(
        "evaluations:finding",
        "coordinator reviewer",
        kwargs=_with("talk", response="response", finding="finding"),
    ),
    row(
        "evaluations:finding-remove",
        "coordinator reviewer",
        kwargs=_with("talk", response="response", finding="finding"),
    ),
    row(
        "evaluations:finding-file",
        PANEL,
        kwargs=_with("talk", response="response", finding="finding"),
        is_page=False,
    ),
    row(
        "evaluations:evidence-file", PANEL, kwargs=_with("talk", evidence="evidence"), is_page=False
    ),
    row(
        "evaluations:evidence-page",
        PANEL,
        kwargs=lambda world: _with("talk", evidence="evidence")(world) | {"number": 1},
        ok=404,  # the world's files are texts, which have no page pictures
        is_page=False,
    ),
    *(
        row(f"evaluations:decision-{what}", kwargs=_waiting, method="post", is_page=False)
        for what in ("confirm", "send-back", "withdraw")
    ),
    row("evaluations:reports", PANEL, kwargs=_of("talk")),
    row("evaluations:report", PANEL, kwargs=_with("talk", report_pk="report")),
    row(
        "evaluations:report-file",
        PANEL,
        kwargs=_with("talk", report_pk="report"),
        ok=404,
        is_page=False,
    ),
    row(
        "evaluations:report-again",
        COORDINATOR,
        kwargs=_with("talk", report_pk="report"),
        **POST_BACK,
    ),
    # Only letters go out, so it is refused.
    row(
        "evaluations:report-release",
        kwargs=_with("talk", report_pk="report"),
        method="post",
        is_page=False,
    ),
    row("evaluations:records-list", OFFICER),
    row("evaluations:records-kept", OFFICER),
    row("evaluations:records-keeping", OFFICER, kwargs=_of("decided")),
    row("evaluations:records", OFFICER, kwargs=_of("decided")),
    row(
        "evaluations:records-tell",
        OFFICER,
        kwargs=_of("decided"),
        ok=422,
        method="post",
        is_page=False,
    ),
    row(
        "evaluations:records-add",
        OFFICER,
        kwargs=_of("decided"),
        ok=422,
        method="post",
        is_page=False,
    ),
    row(
        "evaluations:records-field",
        OFFICER,
        kwargs=_with("decided", field_pk="withholding"),
        ok=422,  # nothing was chosen
        method="post",
        is_page=False,
    ),
    # Vendors may still object, so it is refused.
    row("evaluations:records-edition", kwargs=_of("decided"), method="post", is_page=False),
    row(
        "evaluations:records-file",
        kwargs=_with("decided", report_pk="no_report"),
        records=404,
        is_page=False,
    ),
    row("vendors:enter", COORDINATOR, kwargs=_not_begun()),
    row("vendors:enter-topic", COORDINATOR, kwargs=_not_begun(key="obs.detection")),
    # Nothing was entered yet, so there is nothing to hand in.
    row("vendors:enter-submit", kwargs=_not_begun()),
]

ROWS: list[Row] = [*PORTAL, *VENDORS, *SETUP, *CALENDAR, *FOLLOWED, *JUDGING]


def front(
    name: str,
    anonymous: int = 200,
    person: int = 200,
    operator: int = 200,
    *,
    is_page: bool = True,
    method: str = "get",
    query: str = "",
    **kwargs: object,
) -> Row:
    """Write a row of the front door: strangers, signed-in people, operators."""
    expect = {"anonymous": anonymous, "person": person, "operator": operator}
    return Row(name, lambda world: kwargs, expect, method, {}, is_page, query)


def own(name: str, person: int = 200, **more: Any) -> Row:
    """Write a row of the person's own library (tests.isolation.library); nobody else has it."""
    return front(f"library-{name}", 302, person, 404, pk=LIBRARY, **more)


NONCE = "?nonce=" + "0" * 64
JOB = "00000000-0000-4000-8000-000000000000"
FRONT: list[Row] = [
    front("alive", is_page=False),
    front("ready", is_page=False),
    front("front"),
    front("sample-report"),
    front("sample-report-pdf", 404, 404, 404, is_page=False),
    front("ask"),
    front("asked"),
    front("signed-out"),
    front("public-questionnaire"),
    front("public-questionnaire-file", is_page=False),
    front("public-load-test"),
    front("all-requests", 302),
    front("styleguide"),
    front("start"),
    front("sign-in-as", 404, 404, 404, method="post", is_page=False, pk=999_999),
    front("mailbox"),
    front("mailbox-mail", 404, 404, 404, pk=999_999),
    front("account_login", 200, 302, 302),
    front("account_request_login_code", 200, 302, 302),
    front("account_login_password", 200, 302, 302),
    front("account_confirm_login_code", 302, 302, 302, is_page=False),
    front("account_logout", 302, 200, 200),
    front("account_inactive"),
    front("account_set_password", 302, 200, 200),
    front("account_change_password", 302, 302, 302, is_page=False),
    # A library is there for its own people only.
    front("libraries", 302),
    *(own(name) for name in ("answers", "files", "people")),
    own("file", file_pk=FILE),
    own("bytes", is_page=False, file_pk=FILE),
    own("undo", link_pk=NUMBER),
    own("join", 302, method="post", is_page=False),
    own("remove-person", 302, method="post", is_page=False, person_pk=JOB),
    own("remove-answer", 302, method="post", is_page=False, answer_pk=NUMBER),
    own("forget", 302, method="post", is_page=False, kept_pk=NUMBER),
    # Into a workspace: a person without a role there is told so.
    front("enter", 302, 403, 403, query=NONCE, label="birch"),
    front("go", 302, 302, 302, is_page=False, label="birch"),
    front("mail-code", 302, 302, 302, is_page=False, token="unknown"),
    front("me", 302),
    front("my-mails", 302),
    front("stop-daily-mail", 404, 404, 404, token="unknown"),
    front("end-session", 302, 404, 404, method="post", is_page=False, sign_in_id=999_999),
    front("end-all-sessions", 302, 302, 302, method="post", is_page=False),
    # The operator's pages are not there for anybody else.
    *(front(f"operator:{name}", 302, 404) for name in ("workspaces", "open", "requests", "health")),
    front("operator:suspend", 302, 404, label="birch"),
    # Nothing is suspended here, so there is nothing to resume.
    front("operator:resume", 302, 404, 403, method="post", is_page=False, label="birch"),
    front("operator:confirmations", 302, 404),
    front("operator:confirmation", 302, 404, 404, pk=999_999),
    front("operator:decline", 302, 404, 404, pk=999_999),
    front("operator:run-again", 302, 404, 404, method="post", is_page=False, pk=JOB),
]
