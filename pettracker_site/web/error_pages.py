"""The error pages, one family: what happened, in words, and the way on; and the one table of error -> page."""

import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils.translation import gettext as _

from pettracker_site.accounts.encryption import UndecryptableSecret
from pettracker_site.accounts.mail import MailNotSent
from pettracker_site.aws.errors import BadCursor, Conflict, NotFound, StoreUnavailable
from pettracker_site.aws.limiter import TooBusy
from pettracker_site.common.errors import NotAllowed
from pettracker_site.common.rate_limit import rate_limited
from pettracker_site.files.downloads import DownloadInProgress

from . import database, full_disk
from .request_body_guard import CUT_OFF

_log = logging.getLogger(__name__)
_JSON = "application/json"
_PIECE_BYTES = 64 * 1024
_ROOM_SECONDS = 60
_RETRY_AFTER_SECONDS = 10


def page_for(request: HttpRequest, exception: BaseException) -> HttpResponse | None:
    """The error page of an expected exception; None for any other."""
    for is_meant, page in _PAGES:
        if is_meant(exception):
            return page(request)
    return None


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_allowed(request: HttpRequest) -> HttpResponse:
    """For who may see a pet, but not do this to it."""
    return render(request, "403.html", {"is_member": True}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if CUT_OFF in request.META:  # its token stood in what was not read
        return busy(request)
    return render(request, "403.html", {"stale_form": True}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def method_not_allowed(request: HttpRequest, *, allowed: str) -> HttpResponse:
    response = render(request, "405.html", status=405)
    response["Allow"] = allowed
    return response


def conflict(request: HttpRequest) -> HttpResponse:
    return render(request, "409.html", status=409)


def content_too_large(request: HttpRequest) -> HttpResponse:
    return render(request, "413.html", status=413)


def form_too_large(request: HttpRequest) -> HttpResponse:
    return render(request, "413.html", {"is_form": True}, status=413)


def too_many_requests(request: HttpRequest, *, seconds: int = 60) -> HttpResponse:
    """For rate limits of a minute, unless `seconds` says otherwise."""
    return rate_limited(request, seconds=seconds)


def download_in_progress(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", {"is_sending": True}, status=429)
    response["Retry-After"] = "60"
    return response


def too_many_writes(request: HttpRequest, *, seconds: int) -> HttpResponse:
    return rate_limited(request, seconds=seconds, **_resubmission(request))


def server_error(request: HttpRequest) -> HttpResponse:
    """For what was raised outside of a view, by a middleware for instance, the table holds too."""
    exception = sys.exc_info()[1]
    page = page_for(request, exception) if exception else None
    return page or render(request, "500.html", status=500)


def busy(request: HttpRequest) -> HttpResponse:
    """For what this process does too much of already: big files to or from slow lines."""
    return _try_again_later(request, is_busy=True)


def unavailable(request: HttpRequest) -> HttpResponse:
    return _try_again_later(request)


def accounts_unavailable(request: HttpRequest) -> HttpResponse:
    """Asks for nobody's name, since that is what cannot be looked up."""
    _log.error("accounts unavailable", extra={"error": str(sys.exc_info()[1]).partition("\n")[0]})
    return _try_again_later(request, is_bare=True)


def mail_unavailable(request: HttpRequest) -> HttpResponse:
    return _try_again_later(request, is_mail=True)


def factor_unreadable(request: HttpRequest) -> HttpResponse:
    """For a second factor whose secret no key decrypts: the code is neither accepted nor called wrong."""
    return render(request, "503.html", {"factor_unreadable": True}, status=503)


def disk_full(request: HttpRequest) -> HttpResponse:
    """For a disk that is full (RFC 4918, 11.5), in JSON for the queue of uploads."""
    _log.error("disk is full", extra={"advice": "Make room on the disk of TMPDIR, or on that of the database."})
    _read_to_the_end(request)
    if request.get_preferred_type(["text/html", _JSON]) == _JSON:
        words = _("We cannot save anything just now: our disk is full. Please send this photo again in a few minutes.")
        payload = {"files": [{"name": "", "outcome": "refused", "words": words}]}
        response: HttpResponse = JsonResponse(payload, status=507)
    else:
        response = render(request, "507.html", _resubmission(request), status=507)
    response["Retry-After"] = str(_ROOM_SECONDS)
    return response


def _read_to_the_end(request: HttpRequest) -> None:
    """A browser that is still sending would see its connection break, and no page."""
    with suppress(OSError):
        while request.read(_PIECE_BYTES):
            pass


def _try_again_later(request: HttpRequest, **why: bool) -> HttpResponse:
    response = render(request, "503.html", why | _resubmission(request, is_busy=why.get("is_busy", False)), status=503)
    response["Retry-After"] = str(_RETRY_AFTER_SECONDS)
    return response


def _resubmission(request: HttpRequest, *, is_busy: bool = False) -> dict[str, Any]:
    """What was sent by a form of ours stays on the page, to be sent again; passwords do not."""
    is_ours = _is_of_our_form(request)
    sent = [each for each in request.POST.lists() if each[0] != "csrfmiddlewaretoken"] if is_ours else []
    kept = [(name, values) for name, values in sent if "password" not in name]
    sends_again = is_ours and (bool(request.POST) or not is_busy)
    return {"kept": kept, "has_password": len(kept) < len(sent), "sends_again": sends_again}


class _FormToken(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        """Without its page, which asks for a person."""
        return HttpResponse(status=403)


def _is_of_our_form(request: HttpRequest) -> bool:
    """Whether its token was, or would be, found right: the page gives the form a new one."""
    if request.method != "POST":
        return False
    if getattr(request, "csrf_processing_done", False):
        return True
    return _FormToken(server_error).process_view(request, server_error, (), {}) is None


def _is(*kinds: type[Exception]) -> Callable[[BaseException], bool]:
    return lambda exception: isinstance(exception, kinds)


_PAGES: tuple[tuple[Callable[[BaseException], bool], Callable[[HttpRequest], HttpResponse]], ...] = (
    (_is(NotFound, BadCursor), not_found),
    (_is(NotAllowed), not_allowed),
    (_is(Conflict), conflict),
    (_is(StoreUnavailable), unavailable),
    (_is(TooBusy), busy),
    (_is(UndecryptableSecret), factor_unreadable),
    (_is(MailNotSent), mail_unavailable),
    (_is(DownloadInProgress), download_in_progress),
    (full_disk.is_full, disk_full),
    (database.is_unavailable, accounts_unavailable),
)
