"""Members: who they are, inviting, changing, removing."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access import Refused
from portal.accounts import actions
from portal.accounts.models import Role
from portal.http import WorkspaceRequest, for_roles
from portal.members.forms import InviteForm, RolesForm
from portal.members.queries import Member, members_of

MEMBERS = {"label": "Members", "url": "/members/"}
DONE = {
    "invited": "The invitation is on its way.",
    "changed": "The roles are changed.",
    "removed": "The member is removed.",
    "reminded": "The invitation is on its way again.",
}


@never_cache
@for_roles(Role.COORDINATOR)
@require_safe
def people(request: WorkspaceRequest) -> HttpResponse:
    """List members with their roles."""
    context = {
        "title": "Members",
        "members": members_of(request.workspace),
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "members/list.html", context)


@never_cache
@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def invite(request: WorkspaceRequest) -> HttpResponse:
    """Invite somebody in one or more roles."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.invite_member(
                given["email"], given["name"], given["roles"], request.workspace, by=request.person
            )
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            return redirect("/members/?done=invited")
    crumbs = [MEMBERS, {"label": "Invite a member"}]
    context = {"title": "Invite a member", "form": form, "crumbs": crumbs}
    return render(request, "members/invite.html", context)


@never_cache
@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def change(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Change a member's roles."""
    member = _member(request, pk)
    form = RolesForm(request.POST or None, initial={"roles": [r.value for r in member.roles]})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_roles(
                member.person, form.cleaned_data["roles"], request.workspace, by=request.person
            )
        except Refused as refusal:
            form.add_error("roles", str(refusal))
        else:
            return redirect("/members/?done=changed")
    context = {
        "title": f"Roles of {member.person}",
        "member": member,
        "form": form,
        "crumbs": [MEMBERS, {"label": str(member.person)}],
    }
    return render(request, "members/change.html", context)


@never_cache
@for_roles(Role.COORDINATOR)
@require_http_methods(["GET", "POST"])
def remove(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Ask, then remove a member."""
    member = _member(request, pk)
    if request.method == "POST":
        actions.change_roles(member.person, [], request.workspace, by=request.person)
        return redirect("/members/?done=removed" if member.person != request.person else "/")
    context = {
        "title": f"Remove {member.person}?",
        "question": f"Remove {member.person} from {request.workspace.name}?",
        "effect": (
            "With the next click they see nothing here any more. What they wrote, scored and signed "
            "stays, under their name. You can invite them again."
        ),
        "confirm_label": "Remove this member",
        "back_url": "/members/",
        "destructive": True,
    }
    return render(request, "components/confirm.html", context)


@for_roles(Role.COORDINATOR)
@require_POST
def remind(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Mail an invitation again."""
    actions.remind_member(_member(request, pk).person, request.workspace, by=request.person)
    return redirect("/members/?done=reminded")


def _member(request: WorkspaceRequest, pk: UUID) -> Member:
    for member in members_of(request.workspace):
        if member.person.pk == pk:
            return member
    raise Http404
