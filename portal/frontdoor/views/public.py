"""Pages for everybody: what this is, a sample report, asking for a workspace."""

from allauth.core import ratelimit
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal import clock
from portal.accounts.models import Role
from portal.files.answers import SAFE
from portal.frontdoor import actions, queries
from portal.frontdoor.forms import RequestForm
from portal.frontdoor.sample import order_sample, sample_path
from portal.frontdoor.waiting import own_of

LEVELS = (
    ("Product", "what residents see"),
    ("Development", "built to keep running"),
    ("Capacity planning", "ready for the rush"),
    ("Testing and release procedures", "tried before it matters"),
    ("Postmortem and root-cause analysis", "learning from outages"),
    ("Incident response", "people who act"),
    ("Monitoring", "knowing before residents do"),
)


@never_cache
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Say what this is; to somebody who is signed in, list her workspaces and what waits there."""
    user = request.user
    if not user.is_authenticated:
        return render(request, "frontdoor/welcome.html", {"pyramid": _pyramid()})
    places = queries.places_of(user)
    return render(
        request,
        "frontdoor/places.html",
        {
            "title": "Your workspaces",
            "places": places,
            "own": own_of(user),
            "answers_requests": any(Role.VENDOR in one.roles for one in places),
        },
    )


@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """Say what a report holds, and offer the sample; have it made where there is none yet."""
    is_ready = sample_path() is not None
    if not is_ready:
        order_sample()
    context = {"title": "A sample report", "is_ready": is_ready}
    return render(request, "frontdoor/sample.html", context)


@require_safe
def sample_pdf(request: HttpRequest) -> HttpResponseBase:
    path = sample_path()
    if path is None:
        raise Http404
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename="plumbline-sample-report.pdf",
        content_type="application/pdf",
        headers=SAFE,
    )


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Take a request for a workspace."""
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        allowed = ratelimit.consume(
            request, action="workspace_request", key=form.cleaned_data["email"].lower()
        )
        if not allowed:
            return ratelimit.respond_429(request)  # type: ignore[no-any-return]
        actions.ask_for_workspace(form.save(commit=False))
        return redirect("asked")
    return render(request, "frontdoor/ask.html", {"title": "Ask for a workspace", "form": form})


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    return render(request, "frontdoor/asked.html", {"title": "Your request is with us"})


@never_cache
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """After leaving a workspace: say so, and offer to leave the front door too."""
    return render(
        request, "frontdoor/signed_out.html", {"title": "You are signed out", "at": clock.now()}
    )


def _pyramid() -> list[dict[str, object]]:
    """Seven steps as trapezoids, peak first: SVG coordinates, computed here and drawn there."""
    top, height, middle, widest = 8, 42, 240, 220
    steps = []
    for index, (title, words) in enumerate(LEVELS):
        y = top + index * (height + 4)
        upper = 60 + (widest - 60) * index / len(LEVELS)
        lower = 60 + (widest - 60) * (index + 1) / len(LEVELS)
        corners = (
            (middle - upper, y),
            (middle + upper, y),
            (middle + lower, y + height),
            (middle - lower, y + height),
        )
        steps.append(
            {
                "points": " ".join(f"{x:.0f},{at:.0f}" for x, at in corners),
                "title": title,
                "words": words,
                "number": len(LEVELS) - index,
                "text_y": y + 19,
                "words_y": y + 34,
            }
        )
    return steps
