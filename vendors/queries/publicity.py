"""What everybody may read of a round that has a public page, and nothing else of it."""

from dataclasses import dataclass

from vendors.models import Inquiry, PublicPage, Round, RoundDocument
from vendors.queries.amendments import Amended, amended
from vendors.queries.inquiries import published_in
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.model import Questionnaire


@dataclass(frozen=True, slots=True)
class Shown:
    """A public page: no vendor, no response and no person is in it."""

    page: PublicPage
    round: Round
    questionnaire: Questionnaire
    documents: list[RoundDocument]
    inquiries: list[Inquiry]
    amendments: list[Amended]


def shown_page(pk: int) -> PublicPage | None:
    """The public page of a round, if it is shown at the moment."""
    shown = PublicPage.objects.filter(is_shown=True, round_id=pk)
    return shown.select_related("round__version").first()


def shown(page: PublicPage) -> Shown:
    """All that stands on it."""
    round_ = page.round
    return Shown(
        page,
        round_,
        questionnaire_of(round_.version),
        list(round_.documents.select_related("file")),
        list(published_in(round_)),
        amended(round_),
    )
