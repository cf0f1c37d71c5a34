"""Addresses of the calendar and of outages."""

from django.urls import URLPattern, URLResolver, path

from evaluations.views import outages, readiness

urlpatterns: list[URLPattern | URLResolver] = [
    path("calendar/", readiness.index, name="calendar"),
    path("calendar/add/", readiness.add, name="event-add"),
    path("calendar/outages/add/", outages.add, name="outage-add"),
    path("calendar/outages/<int:pk>/", outages.outage, name="outage"),
    path("calendar/outages/<int:pk>/change/", outages.change, name="outage-change"),
    path("calendar/<int:pk>/", readiness.event, name="event"),
    path("calendar/<int:pk>/change/", readiness.change, name="event-change"),
    path("calendar/<int:pk>/call-off/", readiness.call_off, name="event-call-off"),
    path("calendar/<int:pk>/checks/<str:key>/", readiness.check, name="event-check"),
    path("calendar/<int:pk>/tell/", readiness.tell, name="event-tell"),
    path("calendar/<int:pk>/record/", readiness.record, name="event-record"),
]
