"""What vendors are asked and what they answer (tenant schema), one module per noun."""

from vendors.models.amendments import Amendment
from vendors.models.answers import Answer, AnswerRevision, Origin, ReadyState
from vendors.models.candidates import Candidate, CandidateMove
from vendors.models.carried import CarriedAnswer
from vendors.models.changes import (
    ChangeReminder,
    ChangeStep,
    PrintedLetter,
    RequestedChange,
    RequestLetter,
)
from vendors.models.clarifications import Clarification
from vendors.models.deadlines import Extension, LateAcceptance, LateAnswer, LateDraft
from vendors.models.departments import Department, DepartmentHandOver
from vendors.models.entries import Entry
from vendors.models.event_notices import EventNotice, NoticeSeen
from vendors.models.evidence import Environment, Evidence, EvidenceKind, EvidenceLink
from vendors.models.handovers import Ended, HandOver
from vendors.models.inquiries import Inquiry, PublishedAnswer
from vendors.models.invitations import Invitation
from vendors.models.letters import ReleasedLetter
from vendors.models.monthly import (
    FiledFigure,
    MonthlyAsk,
    MonthlyFiling,
    MonthlyObjective,
    MonthlyReminder,
)
from vendors.models.observations import Observation, ObservationRevision
from vendors.models.prices import Price
from vendors.models.probes import Probe
from vendors.models.profiles import ProfileRevision
from vendors.models.publicity import PublicPage, Registration
from vendors.models.questionnaires import Questionnaire, QuestionnaireVersion
from vendors.models.records import YEARS_KEPT, Part, ReasonCode, RecordsReview, Withholding
from vendors.models.reminders import Reminder, ReminderEnd
from vendors.models.reopenings import Reopening
from vendors.models.responses import Response, ResponseMember, ResponseRole
from vendors.models.rounds import Kind, PeakBasis, Round, RoundDocument, RoundState
from vendors.models.statements import Finding, Source, Statement
from vendors.models.submissions import Receipt, Submission
from vendors.models.vendors import Vendor

__all__ = [
    "YEARS_KEPT",
    "Amendment",
    "Answer",
    "AnswerRevision",
    "Candidate",
    "CandidateMove",
    "CarriedAnswer",
    "ChangeReminder",
    "ChangeStep",
    "Clarification",
    "Department",
    "DepartmentHandOver",
    "Ended",
    "Entry",
    "Environment",
    "EventNotice",
    "Evidence",
    "EvidenceKind",
    "EvidenceLink",
    "Extension",
    "FiledFigure",
    "Finding",
    "HandOver",
    "Inquiry",
    "Invitation",
    "Kind",
    "LateAcceptance",
    "LateAnswer",
    "LateDraft",
    "MonthlyAsk",
    "MonthlyFiling",
    "MonthlyObjective",
    "MonthlyReminder",
    "NoticeSeen",
    "Observation",
    "ObservationRevision",
    "Origin",
    "Part",
    "PeakBasis",
    "Price",
    "PrintedLetter",
    "Probe",
    "ProfileRevision",
    "PublicPage",
    "PublishedAnswer",
    "Questionnaire",
    "QuestionnaireVersion",
    "ReadyState",
    "ReasonCode",
    "Receipt",
    "RecordsReview",
    "Registration",
    "ReleasedLetter",
    "Reminder",
    "ReminderEnd",
    "Reopening",
    "RequestLetter",
    "RequestedChange",
    "Response",
    "ResponseMember",
    "ResponseRole",
    "Round",
    "RoundDocument",
    "RoundState",
    "Source",
    "Statement",
    "Submission",
    "Vendor",
    "Withholding",
]
