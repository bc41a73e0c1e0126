"""The entry for a WSGI server: production unless DJANGO_SETTINGS_MODULE says otherwise."""

import os

from django.core.wsgi import get_wsgi_application

from pettracker_site.web.data_stack import in_one_chunk
from pettracker_site.web.proxies import warn_at_start
from pettracker_site.web.request_body_guard import RequestBodyGuard
from pettracker_site.web.response_guard import ResponseGuard

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pettracker_site.settings.production")
application = in_one_chunk(ResponseGuard(RequestBodyGuard(get_wsgi_application())))
warn_at_start()
