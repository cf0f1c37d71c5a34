"""What vendors are asked and what they answer (tenant schema), one module per noun."""

from vendors.models.amendments import Amendment
from vendors.models.answers import Answer, AnswerRevision, Origin, ReadyState
from vendors.models.candidates import Candidate, CandidateMove
from vendors.models.clarifications import Clarification
from vendors.models.entries import Entry
from vendors.models.evidence import Environment, Evidence, EvidenceKind, EvidenceLink
from vendors.models.handovers import Ended, HandOver
from vendors.models.inquiries import Inquiry, PublishedAnswer
from vendors.models.invitations import Invitation
from vendors.models.letters import ReleasedLetter
from vendors.models.observations import Observation, ObservationRevision
from vendors.models.prices import Price
from vendors.models.probes import Probe
from vendors.models.profiles import ProfileRevision
from vendors.models.questionnaires import Questionnaire, QuestionnaireVersion
from vendors.models.records import Part, ReasonCode, RecordsReview, Withholding
from vendors.models.responses import Response, ResponseMember, ResponseRole
from vendors.models.rounds import Kind, PeakBasis, Round, RoundDocument, RoundState
from vendors.models.statements import Finding, Source, Statement
from vendors.models.submissions import Receipt, Submission
from vendors.models.vendors import Vendor

__all__ = [
    "Amendment",
    "Answer",
    "AnswerRevision",
    "Candidate",
    "CandidateMove",
    "Clarification",
    "Ended",
    "Entry",
    "Environment",
    "Evidence",
    "EvidenceKind",
    "EvidenceLink",
    "Finding",
    "HandOver",
    "Inquiry",
    "Invitation",
    "Kind",
    "Observation",
    "ObservationRevision",
    "Origin",
    "Part",
    "PeakBasis",
    "Price",
    "Probe",
    "ProfileRevision",
    "PublishedAnswer",
    "Questionnaire",
    "QuestionnaireVersion",
    "ReadyState",
    "ReasonCode",
    "Receipt",
    "RecordsReview",
    "ReleasedLetter",
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
