"""The tests: in memory, no mail, fast password hashes, and AWS only as moto plays it."""

import os

# Dummy keys, before any client is made: a developer's own credentials are never used by a test.
os.environ.update(
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",  # noqa: S106
    AWS_EC2_METADATA_DISABLED="true",
)
for _name in (
    "AWS_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL_DYNAMODB",
):
    os.environ.pop(_name, None)

from .base import *  # noqa: E402
from .base import ANONYMOUS_CONTENT_TYPES  # noqa: E402
from .environment import env  # noqa: E402
from .stores import STATIC_ROOT, STORAGES  # noqa: E402

SECRET_KEY = "tests"  # noqa: S105
MFA_KEYS = ["dGVzdHMtb25seS1hbmQtdGhlcmVmb3JlLW5vLXNlY3I="]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
HOST_PORTS = frozenset({"80", "443"})
# Another one on demand: tests/servers/test_postgresql.py lets the tests of accounts run on a PostgreSQL.
DATABASES = {"default": env.db_url("PETTRACKER_TEST_DATABASE_URL", default="sqlite://:memory:")}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
ANONYMOUS_CONTENT_TYPES += ("multipart/form-data",)  # as Django's test client sends its forms
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# The clock of a request is that of the wall: a test that shares its machine with others is not to run out of it.
PAGE_SECONDS = UPLOAD_SECONDS = 600.0
# Enough to show that what is in several is put together; eight take much of the time of all that asks each of them.
ADMIN_SHARDS = 3
