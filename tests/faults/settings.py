"""The site as real processes in tests: as on one person's machine, but with the pages that people see."""

from pettracker_site.settings.local import *

DEBUG = False
WHITENOISE_USE_FINDERS = True  # nothing is collected
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick: tests log in often
