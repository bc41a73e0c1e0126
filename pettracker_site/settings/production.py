"""The real thing. What is missing is named at start, not at the first request."""

from pettracker_site.web import logs

from .accounts import DATABASES
from .base import *
from .base import LOGGING
from .environment import env, without_ports

SECRET_KEY = env.secret_key("DJANGO_SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("DJANGO_SECRET_KEY_FALLBACKS", default=[])
MFA_KEYS = env.fernet_keys("PETTRACKER_MFA_KEYS")
_HOSTS = env.list("DJANGO_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("DJANGO_CSRF_TRUSTED_ORIGINS", default=[f"https://{host}" for host in _HOSTS])
ALLOWED_HOSTS, _PORTS = without_ports(_HOSTS)
SITE_URL = env.site_url("PETTRACKER_URL", default=f"https://{_HOSTS[0].lstrip('.')}")
HOST_PORTS = frozenset({"80", "443"}) | _PORTS | without_ports(CSRF_TRUSTED_ORIGINS)[1]
AWS_REGION = env("AWS_REGION")
FILE_BUCKET = env("PETTRACKER_BUCKET")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

SECURE_SSL_REDIRECT = env.bool("DJANGO_SSL_REDIRECT", default=True)
_BEHIND_PROXY = env.bool("DJANGO_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("DJANGO_PROXIES", default=int(_BEHIND_PROXY))
PROXIES_ARE_COUNTED = not _BEHIND_PROXY or bool(env("DJANGO_PROXIES", default=""))
SECURE_HSTS_SECONDS = env.int("DJANGO_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("DJANGO_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("DJANGO_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
STAFF_NEED_TWO_FACTOR = env.bool("PETTRACKER_STAFF_NEED_TWO_FACTOR", default=True)

LOGGING = logs.configuration(json=True, level=LOGGING["root"]["level"])
