from django.urls import URLPattern, URLResolver, path

from evaluations.views import records, reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("evaluations/<int:pk>/reports/", reports.index, name="reports"),
    path("evaluations/<int:pk>/reports/<uuid:report_pk>/", reports.detail, name="report"),
    path("evaluations/<int:pk>/reports/<uuid:report_pk>/file", reports.file, name="report-file"),
    path("evaluations/<int:pk>/reports/<uuid:report_pk>/again", reports.again, name="report-again"),
    path(
        "evaluations/<int:pk>/reports/<uuid:report_pk>/release",
        reports.release,
        name="report-release",
    ),
    path("records/", records.index, name="records-list"),
    path("records/kept/", records.kept, name="records-kept"),
    path("evaluations/<int:pk>/records/kept/", records.keeping, name="records-keeping"),
    path("evaluations/<int:pk>/records/", records.detail, name="records"),
    path("evaluations/<int:pk>/records/tell/", records.tell, name="records-tell"),
    path("evaluations/<int:pk>/records/add/", records.add, name="records-add"),
    path(
        "evaluations/<int:pk>/records/fields/<int:field_pk>/", records.decide, name="records-field"
    ),
    path("evaluations/<int:pk>/records/edition/", records.order, name="records-edition"),
    path(
        "evaluations/<int:pk>/records/edition/<uuid:report_pk>/file",
        records.file,
        name="records-file",
    ),
]
