"""The site as the journeys meet it: as on one person's machine, but with static files as browsers may keep them, with a
hasher of passwords that spares each of many logins half a second, with limits for an address that all come from, and
with time for stores on a busy machine: what is left alone where it ends has tests of its own."""

from pettracker_site.settings.base import STORAGES
from pettracker_site.settings.local import *
from pettracker_site.settings.local import ACCOUNT_RATE_LIMITS, DEBUG

ACCOUNT_RATE_LIMITS |= {"signup": "1000/m/ip", "login": "1000/m/ip"}
PAGE_SECONDS = UPLOAD_SECONDS = 60.0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if not DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "pettracker_site.web.static_files.StaticFilesStorage"}
