"""One person's machine: readable errors in the console, mail printed instead of sent, a database file under .local/."""

from .base import *
from .environment import env
from .stores import STATIC_ROOT, STORAGES

DEBUG = env.bool("DJANGO_DEBUG", default=True)
SECRET_KEY = "local-only-and-therefore-no-secret-0123456789-abcdefghij"  # noqa: S105
MFA_KEYS = ["bG9jYWwtb25seS1hbmQtdGhlcmVmb3JlLW5vLXNlY3I="]  # that of infra/local/run.py
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = "PetTracker <hello@localhost>"
ACCOUNT_EMAIL_VERIFICATION = "optional"
SERVER_TIMING = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise asks for it; here it finds files where they are
