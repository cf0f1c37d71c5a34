"""Settings. What varies between installations comes from portal.environment and nowhere else."""

from email.utils import parseaddr
from pathlib import Path

import ttf_opensans
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.environment import env_settings as env

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = env.secret_key
DEBUG = env.debug
DEMO = env.demo
SCHEME = "https" if env.https else "http"
ROOT_HOST = env.root_url.removeprefix(f"{SCHEME}://")
ROOT_URL = env.root_url
ALLOWED_HOSTS = [env.root_host.host, f".{env.root_host.host}", *(["127.0.0.1"] if DEMO else [])]
USE_X_FORWARDED_HOST = False
if env.trusted_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXY = env.trusted_proxy

# Which rows live in which schema. Sessions are in both on purpose: each host keeps its own.
SHARED_APPS = [
    "django_tenants",
    "portal.tenancy",
    "portal.accounts",
    "portal.audit_service",
    "portal.jobs",
    "portal.notices",
    "portal.frontdoor",
    "portal.demo_mode",
    "portal.look",
    "vendors.library",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "django_htmx",
    "csp",
]
TENANT_APPS = [
    "django.contrib.sessions",
    "portal.audit",
    "portal.files",
    "portal.outbox",
    "vendors",
    "evaluations",
]
INSTALLED_APPS = [*SHARED_APPS, *(app for app in TENANT_APPS if app not in SHARED_APPS)]

TENANT_MODEL = "tenancy.Jurisdiction"
TENANT_DOMAIN_MODEL = "tenancy.Domain"
TENANT_LIMIT_SET_CALLS = True
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
PUBLIC_SCHEMA_URLCONF = "portal.urls_front"
ROOT_URLCONF = "portal.urls_workspace"

DATABASES = {
    "default": {
        "ENGINE": "django_tenants.postgresql_backend",
        "HOST": env.database.host,
        "PORT": env.database.port,
        "USER": env.database.user,
        "PASSWORD": env.database.password,
        "NAME": env.database.name,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **env.database.options,
            "pool": {
                "min_size": 1,
                "max_size": env.web_threads + 1,
                "timeout": 10,
                "max_lifetime": 600,
            },
        },
        "TEST": {"NAME": env.test_db_name},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.tenancy.middleware.WorkspaceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.accounts.middleware.PresenceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "portal.pages.page",
            ],
        },
    },
    {
        # Mail is plain text: nothing in it is escaped for HTML.
        "NAME": "text",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "emails"],
        "APP_DIRS": False,
        "OPTIONS": {"autoescape": False},
    },
]

AUTH_USER_MODEL = "accounts.User"
# E-mail is unique by a constraint on its lower case, which the check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["portal.accounts.backend.FrontDoorBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.accounts.adapter.FrontDoorAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up; but the page for passwords asks for one only if it stands here.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "request_login_code": "portal.accounts.forms.AddressForm",
    "confirm_login_code": "portal.accounts.forms.CodeForm",
    "login": "portal.accounts.forms.PasswordForm",
    "set_password": "portal.accounts.forms.NewPasswordForm",
    "change_password": "portal.accounts.forms.OtherPasswordForm",
}
ACCOUNT_RATE_LIMITS = {
    # Three guesses for each code: 60 in an hour, of a million.
    "request_login_code": "30/m/ip,4/m/key,20/h/key",
    "workspace_request": "5/h/ip,3/h/key",
    "load_test": "30/h/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.trusted_proxy else 0
CSRF_FAILURE_VIEW = "portal.http.form_expired"

# Rate limits count in one table for all processes; nothing of a workspace is ever cached there.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
    }
}

# Host-only cookies: a workspace never sees another's.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session" if env.https else "session"
SESSION_COOKIE_SECURE = env.https
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if env.https else "csrftoken"
CSRF_COOKIE_SECURE = env.https
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SECURE_HSTS_SECONDS = 31_536_000 if env.https else 0
SECURE_SSL_REDIRECT = False
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        # Signing in goes from a workspace to the front door and back, by redirects after a form.
        "form-action": [SELF, f"{SCHEME}://{ROOT_HOST}", f"{SCHEME}://*.{ROOT_HOST}"],
    }
}
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILES_ROOT = env.files_root

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = env.data_dir / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("fonts", Path(ttf_opensans.__file__).parent / "ttf")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CRISPY_TEMPLATE_PACK = "plumbline"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["plumbline"]

MAIL_FROM = parseaddr(env.mail_from)[1]
BOUNCE_ADDRESS = env.bounce_address or MAIL_FROM
OPERATOR_EMAIL = env.operator_email
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.mail_from
MAILBOX_ONLY = env.mail_server is None
EMAIL_BACKEND = (
    "portal.demo_mode.backend.MailboxBackend"
    if env.mail_server is None
    else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_TIMEOUT = 20
if env.mail_server is not None:
    EMAIL_HOST, EMAIL_PORT = env.mail_server.host, env.mail_server.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.mail_server.user, env.mail_server.password
    EMAIL_USE_TLS = env.mail_server.scheme == "smtp+tls"
    EMAIL_USE_SSL = env.mail_server.scheme == "smtps"

CELERY_BROKER_URL = env.broker_url
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 660,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_keepalive": True,
    "socket_connect_timeout": 2,
    # A silent broker must not hold up a page: the sweeper rings later.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {"sweep": {"task": "portal.jobs.sweep", "schedule": 15.0}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.log_level},
}
