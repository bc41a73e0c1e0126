"""The entry for a WSGI server: production unless DJANGO_SETTINGS_MODULE says otherwise."""

import os

from django.core.wsgi import get_wsgi_application

from pettracker_site.web.proxies import warn_at_start
from pettracker_site.web.receiving import Receiving
from pettracker_site.web.sending import Sending

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pettracker_site.settings.production")
application = Sending(Receiving(get_wsgi_application()))
warn_at_start()
