"""What the jurisdiction knows of itself: read, changed, and read as it was."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.forms.profile import ProfileForm
from portal.access import Refused
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from vendors import profile
from vendors.actions import profile as writing
from vendors.models import ProfileRevision


@require_safe
@for_roles(Role.COORDINATOR, Role.OBSERVER)
def page(request: WorkspaceRequest) -> HttpResponse:
    """Show the profile; `?version=` shows it as it was."""
    versions = list(ProfileRevision.objects.all()[:100])
    wanted = request.GET.get("version", "")
    found = versions[0] if versions else None
    if wanted:
        found = next((one for one in versions if str(one.number) == wanted), None)
        if found is None:
            raise Http404
    context = {
        "title": "Our profile",
        "found": found,
        "is_old": bool(found and found != versions[0]),
        "parts": [one for one in profile.shown(found.content) if one.lines] if found else [],
        "deal_breaker": bool(found and profile.deal_breaker(found.content)),
        "versions": versions,
        "coordinates": request.presence.is_a(Role.COORDINATOR),
    }
    return render(request, "evaluations/profile/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.COORDINATOR)
def change(request: WorkspaceRequest) -> HttpResponse:
    last = ProfileRevision.objects.first()
    number = last.number if last else 0
    initial = (last.content if last else {}) | {"version": number}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            writing.write(
                form.cleaned_data, based_on=form.cleaned_data["version"], by=request.person
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            # The same words over the revision that somebody else saved: saving again keeps them.
            form.data = request.POST.copy() | {"version": str(number)}
        else:
            messages.success(request, "The profile is saved. Earlier versions are kept.")
            return redirect("evaluations:profile")
    context = {
        "title": "Change our profile",
        "form": form,
        "crumbs": [{"label": "Our profile", "url": "/profile/"}, {"label": "Change", "url": ""}],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "evaluations/profile/change.html", context, status=status)
