"""Vendors of this workspace with what was asked of them."""

from django.db.models import Count, Max, QuerySet

from vendors.models import Vendor


def known() -> QuerySet[Vendor]:
    """All vendors, each with how often it was asked and when last."""
    return Vendor.objects.annotate(
        asked=Count("responses", distinct=True), last_asked=Max("responses__added_at")
    ).order_by("name")
