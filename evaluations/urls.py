"""Addresses of this app, one module per area."""

from evaluations.urls_calendar import urlpatterns as calendar_urls
from evaluations.urls_reports import urlpatterns as reports_urls
from evaluations.urls_rounds import urlpatterns as rounds_urls
from evaluations.urls_scoring import urlpatterns as scoring_urls

app_name = "evaluations"
urlpatterns = [
    *rounds_urls,
    *calendar_urls,
    *reports_urls,
    *scoring_urls,
]
