"""Settings of the tests: the product's own, with cheaper passwords and its own files."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DEMO", "true")

import django_htmx

# The rest of the tests asks django.conf, as the product does; only this file makes what it answers.
from portal.settings import *  # noqa: F403, TID251
from portal.settings import BASE_DIR, STATICFILES_DIRS, STORAGES  # noqa: TID251

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Under the scratch folder of the test services where there is one, so that it goes with it.
FILES_ROOT = Path(tempfile.mkdtemp(prefix="plumbline-test-files-", dir=os.environ.get("DATA_DIR")))
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# All that a browser asks for, by links in a folder of its own: scripts and sheets, htmx, fonts.
STATIC_ROOT = Path(
    tempfile.mkdtemp(prefix="plumbline-test-static-", dir=os.environ.get("DATA_DIR"))
)
for _name, _folder in (
    *((one.name, one) for one in (BASE_DIR / "static").iterdir()),
    ("django_htmx", Path(django_htmx.__file__).parent / "static" / "django_htmx"),
    *(one for one in STATICFILES_DIRS if isinstance(one, tuple)),
):
    (STATIC_ROOT / _name).symlink_to(_folder)
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "portal.demo_mode.backend.MailboxBackend"
DATABASES = DATABASES  # noqa: F405, PLW0127
DATABASES["default"]["OPTIONS"].pop("pool", None)  # tests share one connection per process
