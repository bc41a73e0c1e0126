"""The link in each reminder by which its reader is rid of them, without a login and by one click (RFC 8058)."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pettracker_site.models import User

from .models import Reminders

TOKEN = r"[0-9a-f]{32}:[\w-]{43}"  # noqa: S105, its shape: whatever has another one reaches no view
_SIGNER = "pettracker.reminders.stop"


def token_of(person: User) -> str:
    """Good for this and nothing else, for as long as SECRET_KEY or one of SECRET_KEY_FALLBACKS made it."""
    return signing.Signer(salt=_SIGNER).sign(person.pk.hex)


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_reminders(request: HttpRequest, token: str) -> HttpResponse:
    """Looking only asks, since programs look at links before people do. A POST needs no cookie and no form of ours: the
    token is the proof, and mail programs send it by themselves. Twice does no more than once."""
    try:
        person = uuid.UUID(signing.Signer(salt=_SIGNER).unsign(token))
    except signing.BadSignature:
        raise Http404("no such link") from None
    if request.method == "POST":
        Reminders.objects.filter(person=person).update(is_on=False)
    response = render(request, "reminders/stop.html", {"is_done": request.method == "POST"})
    response["X-Robots-Tag"] = "noindex"
    return response
