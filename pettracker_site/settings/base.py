"""Settings that hold everywhere. What an operator may change is read from the environment, here or in a sibling."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from pettracker_site.files import cloudfront
from pettracker_site.files.signing import Credentials, UrlSigner
from pettracker_site.web import logs
from photos.limits import MAX_CHOSEN

from .environment import Environment

BASE_DIR = Path(__file__).resolve().parents[2]
LOCAL_DIR = BASE_DIR / ".local"

env = Environment()

DEBUG = False
SECRET_KEY: str = ""
ALLOWED_HOSTS: list[str] = []
HOST_PORTS: frozenset[str] | None = None  # that a request may name; None: any, as on one's own machine
ROOT_URLCONF = "pettracker_site.urls"
WSGI_APPLICATION = "pettracker_site.wsgi.application"

INSTALLED_APPS = [
    "pettracker_site.apps.SiteConfig",
    "pettracker_site.common.apps.CommonConfig",
    "pets.apps.PetsConfig",
    "photos.apps.PhotosConfig",
    "pettracker_site.apps.AdminSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
]

MIDDLEWARE = [
    "pettracker_site.web.health.HealthMiddleware",
    "pettracker_site.web.request_log.RequestLogMiddleware",
    # Headers first, so that redirects to https, static files and refusals carry them too.
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "pettracker_site.web.middleware.OwnPagesOnlyMiddleware",
    "pettracker_site.web.middleware.HostMiddleware",
    "pettracker_site.web.proxies.ForwardedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pettracker_site.web.middleware.CompressionMiddleware",
    "pettracker_site.web.middleware.SizeGuardMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pettracker_site.web.sessions.SessionExpiryMiddleware",
    # Who may send anything comes before those who read what is sent.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "pettracker_site.web.anonymous_limits.AnonymousLimitsMiddleware",
    "pettracker_site.web.middleware.FormMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pettracker_site.web.middleware.TimeZoneMiddleware",
    "pettracker_site.web.middleware.PrivatePagesMiddleware",
    "pettracker_site.web.middleware.DomainErrorMiddleware",
    "pettracker_site.web.middleware.DeadlineMiddleware",
    "pettracker_site.audit.middleware.ActorMiddleware",
    "pettracker_site.web.write_rate_limit.WriteRateLimitMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "pettracker_site.templatetags.icons",
                "pettracker_site.templatetags.site",
            ],
        },
    },
]

# --- Words, numbers and times -------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
USE_I18N = True
FORMAT_MODULE_PATH = "pettracker_site.common.formats"
USE_TZ = True
TIME_ZONE = "UTC"

# --- Relational database: accounts, sessions, and recent writes (common/read_your_writes.py) --------------------------
LOCAL_DIR.mkdir(exist_ok=True)
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{LOCAL_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # One writer at a time: take the lock at the start of a transaction and wait for it, instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,  # seconds: longer than a reconnect takes, shorter than a person waits
        # Give up on a server that has vanished from the network: unacknowledged data for so long (in ms), and TCP
        # keepalives after so many idle seconds.
        "tcp_user_timeout": 10_000,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
    } | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "pettracker_site.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "pettracker_site.accounts.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "pettracker_site.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "pettracker_site.accounts.forms.LoginForm",
    "signup": "pettracker_site.accounts.forms.SignupForm",
    "add_email": "pettracker_site.accounts.forms.AddEmailForm",
    "change_password": "pettracker_site.accounts.forms.ChangePasswordForm",
    "set_password": "pettracker_site.accounts.forms.SetPasswordForm",
    "reset_password": "pettracker_site.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "pettracker_site.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "pettracker_site.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = "pettracker_site.accounts.adapter.display_name"
MFA_ADAPTER = "pettracker_site.accounts.mfa.MFAAdapter"
MFA_KEYS: list[str] = []
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "PetTracker"
MFA_FORMS = {
    "authenticate": "pettracker_site.accounts.forms.AuthenticateForm",
    "reauthenticate": "pettracker_site.accounts.forms.ReauthenticateByCodeForm",
    "activate_totp": "pettracker_site.accounts.forms.ActivateTOTPForm",
    "generate_recovery_codes": "pettracker_site.accounts.forms.GenerateRecoveryCodesForm",
}
STAFF_NEED_TWO_FACTOR = False

# Rate limits by network address ("ip"), login ("key") and person ("user").
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
}
# Photos that a person may send within an hour of the clock.
UPLOADS_PER_HOUR: int = env.int("PETTRACKER_UPLOADS_PER_HOUR", default=600, at_least=1)
# Changes to pets and photos that a person may make within a minute of the clock, each photo of several counted.
WRITES_PER_MINUTE: int = env.int("PETTRACKER_WRITES_PER_MINUTE", default=600, at_least=MAX_CHOSEN)
# What a person changed a moment ago, as far as lists show it at once; a BatchGetItem takes 100 keys.
RECENT_CHANGES = MAX_CHOSEN

# Rate limits (throttles) live in the database cache, so that all processes count together.
CACHES = {
    "default": {
        "BACKEND": "pettracker_site.web.database.RateLimitCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # a full cache forgets a third, rate limits included
    }
}
# Rate limits count the address that the outermost of so many proxies saw, not that of the innermost.
ALLAUTH_TRUSTED_PROXY_COUNT: int = 0
PROXIES_ARE_COUNTED = True  # whether somebody has said how many there are
SESSION_ENGINE = "pettracker_site.web.sessions"
# Session expiry: idle timeout and absolute timeout.
SESSION_IDLE_SECONDS: int = env.int("SESSION_IDLE_SECONDS", default=14 * 86_400, at_least=1)
SESSION_ABSOLUTE_SECONDS: int = env.int("SESSION_ABSOLUTE_SECONDS", default=30 * 86_400, at_least=1)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_SERIALIZER = "pettracker_site.accounts.mfa.SessionSerializer"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "pettracker_site.web.error_pages.csrf_failure"

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
# A connection for each thread of the web server and each shard of a list, so that none waits for another's.
AWS_MAX_POOL_CONNECTIONS = max(10, WEB_THREADS + ADMIN_SHARDS)
STORAGE_TEMPLATE = BASE_DIR / "infra" / "storage.yaml"
STORAGE_STACK: str = env("PETTRACKER_STACK", default="PetTracker-storage")
# Two sites in one account and region have two stacks and two prefixes.
TABLE_PREFIX: str = env.matching(
    "PETTRACKER_TABLE_PREFIX", r"[A-Za-z0-9_.-]{1,200}", "has only letters, digits and _ . -", default="PetTracker-"
)
PETS_TABLE, PHOTOS_TABLE, ACCOUNTS_TABLE, AUDIT_TABLE = (
    f"{TABLE_PREFIX}{name}" for name in ("Pets", "Photos", "Accounts", "Audit")
)
PHOTO_BUCKET: str = env("PETTRACKER_BUCKET", default="pettracker-photos")
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
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is saved outside "photos"
    "photos": {
        "BACKEND": "pettracker_site.files.storage.PhotoStorage",
        "OPTIONS": {"bucket_name": PHOTO_BUCKET} | CLOUDFRONT,
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

# --- Log: see pettracker_site/web/logs.py -----------------------------------------------------------------------------
LOGGING = logs.configuration(json=False, level=env.one_of("LOG_LEVEL", logs.LEVELS, default="INFO"))
SERVER_TIMING = False  # tells in a header what a page took

# --- Headers ----------------------------------------------------------------------------------------------------------
# The origin that pictures come from, as the signer of their addresses writes it, or CloudFront.
try:
    S3_PUBLIC_ORIGIN = UrlSigner(
        bucket=PHOTO_BUCKET,
        region=AWS_REGION,
        endpoint_url=S3_PUBLIC_ENDPOINT_URL,
        addressing_style=S3_ADDRESSING_STYLE,
        credentials=lambda: Credentials("", "", None),  # none are needed for an origin
    ).origin
except ValueError as error:
    names = "PETTRACKER_BUCKET, AWS_REGION, AWS_ENDPOINT_URL_S3 or PETTRACKER_S3_PUBLIC_URL"
    raise ImproperlyConfigured(f"One of {names} makes no sense: {error} (docs/operations.md).") from error
PICTURES_ORIGIN: str = f"https://{CLOUDFRONT['custom_domain']}" if CLOUDFRONT else S3_PUBLIC_ORIGIN
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", PICTURES_ORIGIN],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "payment",
        "usb",
    )
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
