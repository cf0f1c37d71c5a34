"""Allauth's sign-in pages as the front door shows them."""

from typing import Any, ClassVar

from allauth.account import views as allauth_views
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from portal.accounts import actions
from portal.frontdoor.mail import post_nowhere
from portal.http import for_people


class AddressView(allauth_views.RequestLoginCodeView):  # type: ignore[misc]
    """Ask for the address; what happens next looks and lasts the same for known and unknown ones."""

    def form_valid(self, form: Any) -> HttpResponse:
        email = form.cleaned_data["email"]
        if form.is_of_nobody and email == settings.OPERATOR_EMAIL.lower():
            form.take_for(actions.make_operator(email, by=None))
        if form.is_of_nobody:
            post_nowhere("sign_in_code")
        response: HttpResponse = super().form_valid(form)
        return response

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> HttpResponse:
        """Go on to the code that was asked for before, without losing where to go afterwards."""
        response: HttpResponse = super()._redirect_to_pending_stage(request, stage)
        response["Location"] = self.passthrough_next_url(response["Location"])
        return response


class CodeView(allauth_views.ConfirmLoginCodeView):  # type: ignore[misc]
    """Ask for the code; after three wrong ones say so and start again."""

    redirects_to_start: ClassVar[tuple[str, ...]] = ("account_login", "account_request_login_code")

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        starts = {reverse(name) for name in self.redirects_to_start}
        if response.status_code == 302 and response["Location"] in starts:
            response["Location"] = self.passthrough_next_url(f"{response['Location']}?again=1")
        return response


def _own(view: Any) -> Any:
    """Ask for sign-in first, which allauth's own page of this name takes for granted."""

    @for_people
    def signed_in(request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = view(request)
        return response

    return signed_in


address = AddressView.as_view()
code = CodeView.as_view()
password = allauth_views.login
logout = allauth_views.logout
inactive = allauth_views.account_inactive
set_password = _own(allauth_views.password_set)
change_password = _own(allauth_views.password_change)
