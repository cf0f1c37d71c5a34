"""What does not fit in the answers, vendor by vendor, and asking about it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations import rules
from evaluations.forms.clarifications import QuestionForm
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.misfits import Misfit, OfVendor, of_vendors
from evaluations.views.compare import READERS
from evaluations.views.frame import place
from evaluations.views.seats import crumbs
from evaluations.visibility import Thing
from portal.access import Verdict, refused
from portal.http import WorkspaceRequest, for_roles
from vendors.actions import clarifications


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*READERS)
def index(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """List what does not fit; a coordinator sends one of the questions."""
    desk = desk_of(request.presence, pk)
    desk.may_see(Thing.ANSWERS).require()
    vendors = of_vendors(desk.bench, desk.responses)
    may = may_ask(desk)
    if request.method != "POST":
        return _show(request, desk, vendors, may)
    may.require()
    vendor, misfit = _chosen(vendors, request.POST.get("about", ""))
    form = QuestionForm(request.POST, prefix=f"{vendor.response.pk}-{misfit.name}")
    if not form.is_valid():
        return _show(request, desk, vendors, may, form=form)
    hit = misfit.hit
    clarifications.ask(
        vendor.response,
        clarifications.About(hit.criterion, hit.item, hit.code),
        form.cleaned_data["question"],
        by=request.person,
    )
    messages.success(request, f"The question was sent to {vendor.response.vendor.name}.")
    others = (
        (one, other) for one in vendors for other in one.misfits if (one, other) != (vendor, misfit)
    )
    if any(_edited(request, one, other) for one, other in others):
        # Questions that she edited and did not send yet stay as they are.
        again = of_vendors(desk.bench, desk.responses)
        return _show(request, desk, again, may, sent=form.prefix)
    return redirect(f"{place('misfits', pk)}#{form.prefix}")


def may_ask(desk: Desk) -> Verdict:
    """Whether this person may send questions now."""
    if not desk.coordinates:
        return refused("A coordinator can send the questions.")
    return rules.may_ask_vendors(desk.stage)


def _chosen(vendors: list[OfVendor], about: str) -> tuple[OfVendor, Misfit]:
    for vendor in vendors:
        for misfit in vendor.misfits:
            if about == f"{vendor.response.pk}-{misfit.name}":
                return vendor, misfit
    raise Http404


def _show(
    request: WorkspaceRequest,
    desk: Desk,
    vendors: list[OfVendor],
    may: Verdict,
    *,
    form: QuestionForm | None = None,
    sent: str | None = None,
) -> HttpResponse:
    lines = [
        (one, [(misfit, *_form(request, one, misfit, form, sent)) for misfit in one.misfits])
        for one in vendors
    ]
    context = {
        "title": "What does not fit",
        "crumbs": crumbs(desk, ("What does not fit", "")),
        "desk": desk,
        "lines": lines,
        "number": sum(len(one.misfits) for one in vendors),
        "may": may,
        "form": form,
        "now": request.now,
    }
    return render(request, "evaluations/misfits/index.html", context, status=422 if form else 200)


def _form(
    request: WorkspaceRequest,
    vendor: OfVendor,
    misfit: Misfit,
    posted: QuestionForm | None,
    sent: str | None,
) -> tuple[QuestionForm, bool]:
    """The form of one question, and whether it stands open: refused, or edited and not sent."""
    prefix = f"{vendor.response.pk}-{misfit.name}"
    if posted is not None and posted.prefix == prefix:
        return posted, True
    edited = "" if prefix == sent else _edited(request, vendor, misfit)
    form = QuestionForm(initial={"question": edited or misfit.hit.question}, prefix=prefix)
    return form, bool(edited)


def _edited(request: WorkspaceRequest, vendor: OfVendor, misfit: Misfit) -> str:
    """What was typed over a pre-written question; empty where it stands as it was."""
    text = request.POST.get(f"{vendor.response.pk}-{misfit.name}-question", "").strip()
    same = " ".join(text.split()) == " ".join(misfit.hit.question.split())
    return "" if same else text
