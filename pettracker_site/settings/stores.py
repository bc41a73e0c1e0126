"""Settings of AWS and of files: tables, bucket, deadlines, limits, uploads, static files."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from pettracker_site.files import cloudfront
from pettracker_site.files.signing import Credentials, UrlSigner

from .environment import BASE_DIR, LOCAL_DIR, env

# --- AWS: credentials come by the standard chain, endpoints by AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_S3 ------
AWS_REGION: str = env("AWS_REGION", default=env("AWS_DEFAULT_REGION", default="eu-central-1"))
WEB_PROCESSES: int = env.int("WEB_CONCURRENCY", default=2, at_least=1)
WEB_THREADS: int = env.int("WEB_THREADS", default=8, at_least=1)
AWS_CLIENTS: dict[str, dict[str, Any]] = {
    "dynamodb": {
        "connect_timeout": env.float("DYNAMODB_CONNECT_TIMEOUT", default=1.0),
        "read_timeout": env.float("DYNAMODB_READ_TIMEOUT", default=2.0),
        "attempts": env.int("DYNAMODB_ATTEMPTS", default=10, at_least=1),
    },
    "s3": {
        "connect_timeout": env.float("S3_CONNECT_TIMEOUT", default=2.0),
        # Large photos over a slow link between server and S3 may need up to 300 s.
        "read_timeout": env.float("S3_READ_TIMEOUT", default=3.0),
        "attempts": env.int("S3_ATTEMPTS", default=10, at_least=1),
    },
    "cloudformation": {"connect_timeout": 5.0, "read_timeout": 60.0, "attempts": 5},
}
# The deadline of a request, even if AWS hangs. An upload's deadline restarts with each photo that was saved.
PAGE_SECONDS: float = env.float("PAGE_SECONDS", default=5.0)
UPLOAD_SECONDS: float = env.float("UPLOAD_SECONDS", default=15.0)
# How long a request's body may take on its way from the proxy, or from its sender where there is none.
BODY_SECONDS: float = env.float("BODY_SECONDS", default=120.0)
# How long a client may send nothing within a request, or read nothing of the response.
SILENCE_SECONDS: float = env.float("SILENCE_SECONDS", default=10.0)
# How long a streamed response may take: a ZIP of photos, a copy of one's data, an export.
DOWNLOAD_SECONDS: float = env.float("DOWNLOAD_SECONDS", default=3600.0)
# Uploads at work at the same time in a process: the other threads are for pages that need no S3.
UPLOAD_SLOTS: int = env.int("UPLOAD_SLOTS", default=max(1, WEB_THREADS // 2), at_least=1)
ADMIN_SHARDS = 8
# Two connections for each thread of the web server, which may read side by side, and one for each shard of a list, so
# that none waits for another's.
AWS_MAX_POOL_CONNECTIONS = max(10, 2 * WEB_THREADS + ADMIN_SHARDS)
STORAGE_TEMPLATE = BASE_DIR / "infra" / "storage.yaml"
STORAGE_STACK: str = env("PETTRACKER_STACK", default="PetTracker-storage")
# Two sites in one account and region have two stacks and two prefixes.
TABLE_PREFIX: str = env.matching(
    "PETTRACKER_TABLE_PREFIX", r"[A-Za-z0-9_.-]{1,200}", "has only letters, digits and _ . -", default="PetTracker-"
)
PETS_TABLE, PHOTOS_TABLE, ACCOUNTS_TABLE, AUDIT_TABLE, RECORDS_TABLE = (
    f"{TABLE_PREFIX}{name}" for name in ("Pets", "Photos", "Accounts", "Audit", "Records")
)
FILE_BUCKET: str = env("PETTRACKER_BUCKET", default="pettracker-photos")
TRASH_DAYS: int = env.int("PETTRACKER_TRASH_DAYS", default=30, at_least=1)
AUDIT_DAYS: int = env.int("PETTRACKER_AUDIT_DAYS", default=365, at_least=1)
# Quotas of one owner, the trash included; 0 means no limit.
QUOTA_PETS: int = env.int("PETTRACKER_QUOTA_PETS", default=2_500)
QUOTA_PHOTOS: int = env.int("PETTRACKER_QUOTA_PHOTOS", default=20_000)
QUOTA_MEGABYTES: int = env.int("PETTRACKER_QUOTA_MEGABYTES", default=51_200)

# --- Files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "pettracker_site.web.static_files.CatalogueFinder",
]
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has a use for them
STATIC_ROOT = Path(env("DJANGO_STATIC_ROOT", default=LOCAL_DIR / "static"))
S3_ENDPOINT_URL: str | None = env("AWS_ENDPOINT_URL_S3", default=env("AWS_ENDPOINT_URL", default="")) or None
# Where the browser reaches S3 under another address than the server does (a container network, a tunnel).
S3_PUBLIC_ENDPOINT_URL: str | None = env("PETTRACKER_S3_PUBLIC_URL", default="") or S3_ENDPOINT_URL
S3_ADDRESSING_STYLE: Any = env.one_of(
    "S3_ADDRESSING_STYLE", ("path", "virtual"), default="path" if S3_ENDPOINT_URL else "virtual"
)
# A picture's address stays the same within one window, so that browsers can cache it, and lives for two.
SIGNED_URL_WINDOW_SECONDS: int = env.int("SIGNED_URL_WINDOW_SECONDS", default=900, at_least=1, at_most=1800)
# Derivatives through CloudFront, where all three are set; originals come from S3 itself in any case.
CLOUDFRONT: dict[str, Any] = cloudfront.storage_options(
    env("PETTRACKER_CLOUDFRONT_DOMAIN", default=""),
    env("PETTRACKER_CLOUDFRONT_KEY_ID", default=""),
    env.str("PETTRACKER_CLOUDFRONT_KEY", default="", multiline=True),
)
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is saved outside "files"
    "files": {
        "BACKEND": "pettracker_site.files.storage.FileStorage",
        "OPTIONS": {"bucket_name": FILE_BUCKET} | CLOUDFRONT,
    },
    "staticfiles": {"BACKEND": "pettracker_site.web.static_files.StaticFilesStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # larger files travel through a temporary file
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576  # form fields without the files
DATA_UPLOAD_MAX_NUMBER_FILES = 200  # far above the form's own limit, which answers in words
# One request: a form of several photos. Refused by its announced length before a byte of it is read.
MAX_REQUEST_BYTES = 100 * 1024 * 1024

# Content types that anonymous people may send (pettracker_site/web/anonymous_limits.py).
ANONYMOUS_CONTENT_TYPES: tuple[str, ...] = ("application/x-www-form-urlencoded",)

# The origin that pictures come from, as the signer of their addresses writes it, or CloudFront.
try:
    S3_PUBLIC_ORIGIN = UrlSigner(
        bucket=FILE_BUCKET,
        region=AWS_REGION,
        endpoint_url=S3_PUBLIC_ENDPOINT_URL,
        addressing_style=S3_ADDRESSING_STYLE,
        credentials=lambda: Credentials("", "", None),  # none are needed for an origin
    ).origin
except ValueError as error:
    names = "PETTRACKER_BUCKET, AWS_REGION, AWS_ENDPOINT_URL_S3 or PETTRACKER_S3_PUBLIC_URL"
    raise ImproperlyConfigured(f"One of {names} makes no sense: {error} (docs/operations.md).") from error
PICTURES_ORIGIN: str = f"https://{CLOUDFRONT['custom_domain']}" if CLOUDFRONT else S3_PUBLIC_ORIGIN
