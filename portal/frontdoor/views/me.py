"""A person's own page: her name, shortcuts, password and the browsers she is signed in with."""

from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal import clock
from portal.accounts import actions
from portal.accounts.models import User
from portal.frontdoor import queries
from portal.frontdoor.forms import MeForm
from portal.http import FrontRequest, for_people

DONE = {
    "saved": "Your changes are saved.",
    "password": "Your password is saved. You can use it the next time you sign in.",
    "ended": "That browser is signed out.",
    "everywhere": "All other browsers are signed out.",
}


@never_cache
@for_people
@require_http_methods(["GET", "POST"])
def me(request: FrontRequest) -> HttpResponse:
    """Show and change what a person says of herself."""
    # A copy: a form that does not hold must not rename the person in the page's own head.
    form = MeForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        actions.change_me(
            form.cleaned_data["name"], single_keys=form.cleaned_data["single_keys"], by=request.user
        )
        return redirect("/me/?done=saved")
    context = {
        "title": "You",
        "form": form,
        "email": request.user.email,
        "has_password": request.user.has_usable_password(),
        "sign_ins": queries.sign_ins_of(request.user),
        "done": DONE.get(request.GET.get("done", ""), ""),
        "now": clock.now(),
    }
    return render(request, "frontdoor/me.html", context)


@for_people
@require_POST
def end_one(request: FrontRequest, sign_in_id: int) -> HttpResponse:
    """End one of one's own sign-ins."""
    if not actions.end_sign_in(sign_in_id, by=request.user):
        raise Http404
    return redirect("/me/?done=ended")


@for_people
@require_POST
def end_all(request: FrontRequest) -> HttpResponse:
    """End all sign-ins but the one at the front door in this browser."""
    actions.sign_out_everywhere(request.user)
    person = User.objects.get(pk=request.user.pk)
    update_session_auth_hash(request, person)
    return redirect("/me/?done=everywhere")
