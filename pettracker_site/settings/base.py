"""Settings that hold everywhere. What an operator may change is read from the environment, here or in a sibling."""

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from pettracker_site.web import logs

from .accounts import *
from .environment import BASE_DIR as BASE_DIR  # star imports pass on only what is spelt so
from .environment import LOCAL_DIR as LOCAL_DIR
from .environment import env
from .stores import *
from .stores import PICTURES_ORIGIN, S3_PUBLIC_ORIGIN

DEBUG = False
SECRET_KEY: str = ""
ALLOWED_HOSTS: list[str] = []
HOST_PORTS: frozenset[str] | None = None  # that a request may name; None: any, as on one's own machine
ROOT_URLCONF = "pettracker_site.urls"
# Where the site is, for mails that no request leads to; a slash at the end is none of its.
SITE_URL: str = env.site_url("PETTRACKER_URL", default="http://localhost:8000")
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
    "pettracker_site.web.middleware.FixedHeadersMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
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
    "pettracker_site.web.middleware.LanguageMiddleware",
    "pettracker_site.web.middleware.TimeZoneMiddleware",
    "pettracker_site.web.secret_links.SecretLinkMiddleware",
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
                "pettracker_site.templatetags.compiled",
                "pettracker_site.templatetags.icons",
                "pettracker_site.templatetags.loops",
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

# --- Log: see pettracker_site/web/logs.py -----------------------------------------------------------------------------
LOGGING = logs.configuration(json=False, level=env.one_of("LOG_LEVEL", logs.LEVELS, default="INFO"))
SERVER_TIMING = False  # tells in a header what a page took

# --- Headers ----------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *dict.fromkeys((PICTURES_ORIGIN, S3_PUBLIC_ORIGIN))],  # documents: S3's alone
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
