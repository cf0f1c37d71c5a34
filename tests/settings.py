"""Settings of the tests: the product's own, with cheaper passwords and its own files."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("DEMO", "true")

from portal.settings import *  # noqa: F403, TID251
from portal.settings import BASE_DIR, STORAGES  # noqa: TID251

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Under the scratch folder of the test services where there is one, so that it goes with it.
FILES_ROOT = Path(tempfile.mkdtemp(prefix="plumbline-test-files-", dir=os.environ.get("DATA_DIR")))
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
STATIC_ROOT = BASE_DIR / "static"
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "portal.demo_mode.backend.MailboxBackend"
DATABASES = DATABASES  # noqa: F405, PLW0127
DATABASES["default"]["OPTIONS"].pop("pool", None)  # tests share one connection per process
