"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from portal.demo_mode import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("start/", views.start, name="start"),
    path("start/<int:pk>/", views.sign_in_as, name="sign-in-as"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", views.mail, name="mailbox-mail"),
]
