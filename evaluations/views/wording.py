"""The words of the declaration, a task of the set-up until somebody signs them."""

from django.http import HttpResponse

from evaluations import rules
from evaluations.actions.wording import word_declaration
from evaluations.forms.wording import DeclarationTextForm
from evaluations.models import Declaration
from evaluations.queries.standing import draft_of
from evaluations.views.panel import CONFIDENTIALITY
from evaluations.views.setup import get_or_post, saved, task_page
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles


@get_or_post
@for_roles(Role.COORDINATOR)
def declaration_text(request: WorkspaceRequest, pk: int) -> HttpResponse:
    evaluation = draft_of(pk)
    initial = {"text": evaluation.declaration_text or CONFIDENTIALITY}
    form = DeclarationTextForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        # Saved as it was shown, the usual text stays the usual text.
        word_declaration(evaluation, "" if text == CONFIDENTIALITY else text, by=request.person)
        return saved(request, pk)
    signed = Declaration.objects.filter(panelist__evaluation=evaluation).exists()
    return task_page(
        request,
        evaluation,
        form,
        "Text of the declaration",
        verdict=rules.may_word_declaration(evaluation, signed=signed),
    )
