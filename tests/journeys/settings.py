"""The site as the journeys meet it: as on one person's machine, but with static files as browsers may keep them, and
with a hasher of passwords that spares each of many logins half a second."""

from pettracker_site.settings.base import STORAGES
from pettracker_site.settings.local import *
from pettracker_site.settings.local import DEBUG

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if not DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "pettracker_site.web.static_files.StaticFilesStorage"}
