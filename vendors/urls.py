"""Addresses of the vendors' side."""

from django.urls import URLPattern, URLResolver, path

from vendors.views import (
    amendments,
    clarifications,
    copies,
    entering,
    evidence,
    handovers,
    history,
    inquiries,
    invitations,
    letters,
    pricing,
    records,
    requests,
    submitting,
    topics,
)

app_name = "vendors"

urlpatterns: list[URLPattern | URLResolver] = [
    path("invitations/<str:token>/", invitations.show, name="invitation"),
    path("invitations/<str:token>/again/", invitations.again, name="invitation-again"),
    path("invitations/<str:token>/accept/", invitations.accept, name="invitation-accept"),
    path("invitations/<str:token>/decline/", invitations.decline, name="invitation-decline"),
    path("requests/", requests.index, name="requests"),
    path("responses/<int:pk>/", requests.overview, name="overview"),
    path("responses/<int:pk>/how/", requests.how, name="how"),
    path("responses/<int:pk>/questions/", requests.questions, name="questions"),
    path("responses/<int:pk>/questions.csv", requests.questions_csv, name="questions-csv"),
    path(
        "responses/<int:pk>/documents/<int:document_pk>/", requests.document, name="round-document"
    ),
    path("responses/<int:pk>/letters/<int:letter_pk>/", letters.letter, name="letter"),
    path("responses/<int:pk>/colleagues/", requests.colleagues, name="colleagues"),
    path(
        "responses/<int:pk>/colleagues/<int:member_pk>/remove/",
        requests.remove_colleague,
        name="colleague-remove",
    ),
    path(
        "responses/<int:pk>/colleagues/invitations/<int:invitation_pk>/withdraw/",
        requests.withdraw_colleague,
        name="colleague-withdraw",
    ),
    path("responses/<int:pk>/handovers/<str:key>/", handovers.topic, name="handover"),
    path("responses/<int:pk>/handovers/<str:key>/end/", handovers.end, name="handover-end"),
    path("responses/<int:pk>/decline/", requests.decline, name="decline"),
    path("responses/<int:pk>/respond/", requests.take_back, name="respond"),
    path("responses/<int:pk>/topics/<str:key>/", topics.topic, name="topic"),
    path("responses/<int:pk>/history/<str:key>/", history.history, name="history"),
    path("responses/<int:pk>/enter/", entering.index, name="enter"),
    path("responses/<int:pk>/enter/submit/", entering.submit, name="enter-submit"),
    path("responses/<int:pk>/enter/<str:key>/", entering.topic, name="enter-topic"),
    path("evidence/<int:pk>/file", evidence.file, name="evidence-file"),
    path("evidence/<int:pk>/<str:item_key>/reading/", evidence.reading, name="evidence-reading"),
    path("evidence/<int:pk>/<str:item_key>/", evidence.describe, name="evidence"),
    path("responses/<int:pk>/ask/", inquiries.ask, name="ask"),
    path("responses/<int:pk>/clarifications/", clarifications.index, name="clarifications"),
    path("responses/<int:pk>/amendments/", amendments.index, name="amendments"),
    path("responses/<int:pk>/records/", records.index, name="records"),
    path("responses/<int:pk>/price/", pricing.price, name="price"),
    path("responses/<int:pk>/check/", submitting.check, name="check"),
    path("responses/<int:pk>/receipt/", submitting.receipt, name="receipt"),
    path("responses/<int:pk>/receipt/<int:number>.pdf", submitting.receipt_pdf, name="receipt-pdf"),
    path("responses/<int:pk>/submissions/<int:number>.zip", copies.submitted, name="own-copy"),
]
