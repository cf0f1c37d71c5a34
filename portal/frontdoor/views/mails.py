"""Which mails a person wants, and the link by which she stops the daily one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.accounts.models import STAFF_ROLES
from portal.http import FrontRequest, for_people
from portal.notices import choices, queries
from portal.notices.forms import MailsForm
from portal.notices.kinds import OPTIONAL
from portal.notices.models import Daily


@never_cache
@for_people
@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: FrontRequest) -> HttpResponse:
    """Choose per evaluation: each mail at once, once a day, or none."""
    places = queries.places_of(request.user)
    daily = Daily.objects.filter(person=request.user).first() or Daily(person=request.user)
    zone = choices.zone_of(request.user)
    form = MailsForm(
        request.POST or None,
        places=places,
        chosen=queries.chosen_by(request.user),
        hour=daily.hour,
        zone=zone,
    )
    if request.method == "POST" and form.is_valid():
        choices.choose(form.chosen(), hour=form.cleaned_data["hour"], by=request.user)
        return redirect("/me/mails/?done=saved")
    roles = {role for place in places for role in place.roles}
    kinds = [
        one.words
        for one in OPTIONAL.values()
        if (one.staff and roles & STAFF_ROLES) or (not one.staff and "vendor" in roles)
    ]
    context = {
        "title": "Your mails",
        "form": form,
        "places": places,
        "kinds": kinds,
        "done": "Your choice is saved." if request.GET.get("done") == "saved" else "",
        "crumbs": [{"label": "You", "url": "/me/"}, {"label": "Your mails"}],
    }
    return render(request, "frontdoor/mails.html", context, status=422 if form.is_bound else 200)


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the daily mail by its own link; looking changes nothing.

    The token alone says whose mail it is, since a mail program presses the button by itself. So there
    is no cookie that another site could borrow.
    """
    person = choices.person_of(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        choices.stop_daily(person)
    context = {"title": "The daily mail", "is_stopped": request.method == "POST"}
    return render(request, "frontdoor/mails_stop.html", context)
