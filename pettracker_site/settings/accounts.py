"""Settings of people: the relational database, passwords, logins, sessions, rate limits and mail."""

from photos.limits import MAX_CHOSEN

from .environment import LOCAL_DIR, env

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
# Photos and documents that a person may send within an hour of the clock.
UPLOADS_PER_HOUR: int = env.int("PETTRACKER_UPLOADS_PER_HOUR", default=600, at_least=1)
# Changes to pets, photos and records that a person may make within a minute, each photo of several counted.
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
