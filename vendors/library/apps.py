from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "vendors.library"
    label = "library"
