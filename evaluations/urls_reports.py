from django.urls import URLPattern, URLResolver, path

from evaluations.views import reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("evaluations/<int:pk>/reports/", reports.index, name="reports"),
    path("evaluations/<int:pk>/reports/<uuid:report_pk>/", reports.detail, name="report"),
    path("evaluations/<int:pk>/reports/<uuid:report_pk>/file", reports.file, name="report-file"),
    path("evaluations/<int:pk>/reports/<uuid:report_pk>/again", reports.again, name="report-again"),
]
