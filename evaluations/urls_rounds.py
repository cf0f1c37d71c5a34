from django.urls import URLPattern, URLResolver, path

from evaluations.views import (
    home,
    invitations,
    moves,
    questionnaires,
    questions,
    quick,
    required,
    rounds,
    setup,
    vendors,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("evaluations/", rounds.index, name="list"),
    path("evaluations/start/", rounds.start, name="start"),
    path("evaluations/<int:pk>/", rounds.overview, name="overview"),
    path("evaluations/<int:pk>/check/", rounds.check, name="check"),
    path("evaluations/<int:pk>/copy/", rounds.copy, name="copy"),
    path("evaluations/<int:pk>/cancel/", rounds.cancel, name="cancel"),
    path("evaluations/<int:pk>/setup/", setup.tasks, name="setup"),
    path("evaluations/<int:pk>/setup/details/", setup.details, name="setup-details"),
    path("evaluations/<int:pk>/setup/documents/", setup.documents, name="setup-documents"),
    path("evaluations/<int:pk>/documents/<int:document_pk>/", setup.document, name="document"),
    path(
        "evaluations/<int:pk>/documents/<int:document_pk>/remove/",
        setup.remove_document,
        name="document-remove",
    ),
    path(
        "evaluations/<int:pk>/setup/questionnaire/",
        setup.questionnaire,
        name="setup-questionnaire",
    ),
    path("evaluations/<int:pk>/setup/vendors/", setup.vendors_, name="setup-vendors"),
    path(
        "evaluations/<int:pk>/setup/vendors/<int:response_pk>/",
        setup.vendor,
        name="setup-vendor",
    ),
    path(
        "evaluations/<int:pk>/setup/vendors/<int:response_pk>/remove/",
        setup.remove_vendor,
        name="setup-vendor-remove",
    ),
    path("evaluations/<int:pk>/setup/reviewers/", setup.reviewers, name="setup-reviewers"),
    path(
        "evaluations/<int:pk>/setup/reviewers/<int:panelist_pk>/remove/",
        setup.remove_reviewer,
        name="setup-reviewer-remove",
    ),
    path("evaluations/<int:pk>/setup/dates/", setup.dates, name="setup-dates"),
    path("evaluations/<int:pk>/setup/peak/", required.peak, name="setup-peak"),
    path("evaluations/<int:pk>/setup/peak/sum/", required.peak_sum, name="setup-peak-sum"),
    path(
        "evaluations/<int:pk>/setup/requirements/",
        required.requirements,
        name="setup-requirements",
    ),
    path("evaluations/<int:pk>/setup/invitation/", setup.invitation, name="setup-invitation"),
    path("evaluations/<int:pk>/invitations/", invitations.index, name="invitations"),
    path("evaluations/<int:pk>/invitations/add/", invitations.add, name="invitations-add"),
    path("evaluations/<int:pk>/invitations/remind/", invitations.remind, name="remind"),
    path(
        "evaluations/<int:pk>/invitations/<int:invitation_pk>/again/",
        invitations.send_again,
        name="invitation-again",
    ),
    path(
        "evaluations/<int:pk>/invitations/<int:invitation_pk>/address/",
        invitations.change_address,
        name="invitation-address",
    ),
    path(
        "evaluations/<int:pk>/invitations/<int:invitation_pk>/withdraw/",
        invitations.withdraw,
        name="invitation-withdraw",
    ),
    path(
        "evaluations/<int:pk>/vendors/<int:response_pk>/address/",
        invitations.add_address,
        name="response-address",
    ),
    path(
        "evaluations/<int:pk>/vendors/<int:response_pk>/withdraw/",
        invitations.withdraw_vendor,
        name="response-withdraw",
    ),
    path("quick-checks/start/", quick.start, name="quick-start"),
    path("quick-checks/<int:pk>/", quick.index, name="quick"),
    path("quick-checks/<int:pk>/deeper/", quick.deeper, name="quick-deeper"),
    path("quick-checks/<int:pk>/vendors/<int:response_pk>/", quick.vendor, name="quick-vendor"),
    path(
        "quick-checks/<int:pk>/vendors/<int:response_pk>/result/",
        quick.result,
        name="quick-result",
    ),
    path("evaluations/<int:pk>/as-a-vendor/", questionnaires.as_vendor, name="as-vendor"),
    path("evaluations/<int:pk>/setup/weights/", questionnaires.weights, name="setup-weights"),
    path("questionnaires/", questionnaires.index, name="questionnaires"),
    path("questionnaires/<int:pk>/", questionnaires.page, name="questionnaire"),
    *(
        path(
            f"evaluations/<int:pk>/move/{stage}/",
            moves.move,
            {"target": stage.value},
            name=f"move-{stage}",
        )
        for stage in moves.ACTS
    ),
    path("questionnaires/import/", questions.take_in, name="questionnaire-import"),
    path("questionnaires/<int:pk>/preview/", questionnaires.preview, name="questionnaire-preview"),
    path("questionnaires/<int:pk>/file/", questions.download, name="questionnaire-file"),
    path("questionnaires/<int:pk>/copy/", questions.copy, name="questionnaire-copy"),
    path("questionnaires/<int:pk>/name/", questions.rename, name="questionnaire-name"),
    path("questionnaires/<int:pk>/questions/<str:key>/", questions.item, name="question"),
    path(
        "questionnaires/<int:pk>/questions/<str:key>/not-relevant/",
        questions.not_relevant,
        name="question-not-relevant",
    ),
    path("questionnaires/<int:pk>/topics/<str:key>/", questions.topic, name="topic"),
    path("questionnaires/<int:pk>/topics/<str:key>/add/", questions.add_item, name="question-add"),
    path("questionnaires/<int:pk>/sections/add/", questions.add_section, name="section-add"),
    path("questionnaires/<int:pk>/sections/<str:key>/", questions.section, name="section"),
    path("questionnaires/<int:pk>/sections/<str:key>/add/", questions.add_topic, name="topic-add"),
    path("questionnaires/<int:pk>/remove/<str:key>/", questions.remove, name="question-remove"),
    *(
        path(
            f"questionnaires/<int:pk>/{what}/<str:key>/",
            questions.do,
            {"what": what},
            name=f"questionnaire-{what}",
        )
        for what in questions.SIMPLE
    ),
    path("vendors/", vendors.index, name="vendors"),
    path("vendors/<int:pk>/", vendors.page, name="vendor"),
    path("vendors/<int:pk>/change/", vendors.edit, name="vendor-edit"),
]
