"""What reviewers make of submissions (tenant schema), one module per noun."""

from evaluations.models.agreed import AgreedMark, LeftOpen
from evaluations.models.calibration import CalibrationScore
from evaluations.models.comments import Comment
from evaluations.models.concerns import ConcernMove, PlannedRequest
from evaluations.models.contract_words import ContractWord
from evaluations.models.decisions import Answered, Approval, Decision, Outcome, VendorOutcome
from evaluations.models.evaluations import Evaluation, Stage
from evaluations.models.exemptions import NotApplicable
from evaluations.models.notes import MeetingNote
from evaluations.models.panel import Declaration, Panelist
from evaluations.models.readiness import EventCheck, EventRecord, Outage, PlannedEvent
from evaluations.models.reports import Report, ReportKind
from evaluations.models.scores import (
    AgreedScore,
    ChecklistMark,
    ItemMark,
    Score,
    ScoreRevision,
)
from evaluations.models.switching import SwitchCase

__all__ = [
    "AgreedMark",
    "AgreedScore",
    "Answered",
    "Approval",
    "CalibrationScore",
    "ChecklistMark",
    "Comment",
    "ConcernMove",
    "ContractWord",
    "Decision",
    "Declaration",
    "Evaluation",
    "EventCheck",
    "EventRecord",
    "ItemMark",
    "LeftOpen",
    "MeetingNote",
    "NotApplicable",
    "Outage",
    "Outcome",
    "Panelist",
    "PlannedEvent",
    "PlannedRequest",
    "Report",
    "ReportKind",
    "Score",
    "ScoreRevision",
    "Stage",
    "SwitchCase",
    "VendorOutcome",
]
