"""Whether a pyramid score stands beside the total."""

from django.http import HttpResponse

from evaluations import rules
from evaluations.actions.pyramid import choose_slack
from evaluations.forms.pyramid import PyramidForm
from evaluations.queries.standing import draft_of
from evaluations.views.setup import get_or_post, saved, task_page
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles


@get_or_post
@for_roles(Role.COORDINATOR)
def pyramid(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Choose the slack, or that there is no pyramid score."""
    evaluation = draft_of(pk)
    form = PyramidForm(request.POST or None, initial={"slack": evaluation.pyramid_slack})
    if request.method == "POST" and form.is_valid():
        choose_slack(evaluation, form.cleaned_data["slack"], by=request.person)
        return saved(request, pk)
    verdict = rules.may_choose_pyramid(evaluation)
    return task_page(
        request, evaluation, form, "Pyramid score", template="pyramid", verdict=verdict
    )
