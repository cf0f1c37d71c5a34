"""Addresses of this app at the front door."""

from django.urls import URLPattern, URLResolver, path

from vendors.views import everywhere, load_test, own_library, public

urlpatterns: list[URLPattern | URLResolver] = [
    path("questionnaire/", public.questionnaire, name="public-questionnaire"),
    path("load-test/", load_test.public_load_test, name="public-load-test"),
    path("requests/", everywhere.requests, name="all-requests"),
    path("library/", own_library.index, name="libraries"),
    path("library/<uuid:pk>/", own_library.answers, name="library-answers"),
    path("library/<uuid:pk>/files/", own_library.files, name="library-files"),
    path("library/<uuid:pk>/files/<uuid:file_pk>/", own_library.file, name="library-file"),
    path(
        "library/<uuid:pk>/files/<uuid:file_pk>/bytes", own_library.download, name="library-bytes"
    ),
    path("library/<uuid:pk>/people/", own_library.people, name="library-people"),
    path(
        "library/<uuid:pk>/people/<uuid:person_pk>/remove/",
        own_library.remove_person,
        name="library-remove-person",
    ),
    path("library/<uuid:pk>/join/", own_library.join, name="library-join"),
    path(
        "library/<uuid:pk>/answers/<int:answer_pk>/remove/",
        own_library.remove_answer,
        name="library-remove-answer",
    ),
    path("library/<uuid:pk>/links/<int:link_pk>/undo/", own_library.undo_link, name="library-undo"),
    path("library/<uuid:pk>/kept/<int:kept_pk>/remove/", own_library.forget, name="library-forget"),
    path("questionnaire.json", public.questionnaire_file, name="public-questionnaire-file"),
]
