from django.apps import AppConfig


class AuditServiceConfig(AppConfig):
    name = "portal.audit_service"
    label = "audit_service"
