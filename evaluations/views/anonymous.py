"""Whether reviewers read letters instead of vendors' names until discussion."""

from django.http import HttpResponse

from evaluations import rules
from evaluations.actions import anonymous as actions
from evaluations.forms.anonymous import AnonymousForm
from evaluations.queries.masked import letters_of
from evaluations.queries.standing import draft_of
from evaluations.views.setup import get_or_post, saved, task_page
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles


@get_or_post
@for_roles(Role.COORDINATOR)
def anonymous(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Choose it before opening; add other names of vendors until discussion opens."""
    evaluation = draft_of(pk)
    responses = evaluation.round.responses.select_related("vendor").order_by("vendor__name")
    choosing = rules.may_hide_vendors(evaluation)
    form = AnonymousForm(
        request.POST or None,
        responses=responses,
        aliases=evaluation.aliases,
        fixed=not choosing,
        initial={"hides": evaluation.hides_vendors},
    )
    if request.method == "POST" and form.is_valid():
        if choosing:
            actions.choose(evaluation, hides=form.cleaned_data["hides"], by=request.person)
        actions.name(evaluation, form.aliases(), by=request.person)
        return saved(request, pk)
    letters = letters_of(evaluation)
    return task_page(
        request,
        evaluation,
        form,
        "Anonymous vendors",
        template="anonymous",
        verdict=choosing,
        letters=sorted((letters[one.pk], one.vendor.name) for one in responses if letters),
    )
