"""Counts refused uploads by reason, after the response, so that no upload waits for it."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest

from pettracker_site.aws.trail import Actor
from photos.signals import upload_refused
from photos.totals import UPLOAD_REFUSED

from .middleware import gather


@receiver(upload_refused, dispatch_uid="audit")
def refused(request: HttpRequest, reasons: Sequence[str], **_: Any) -> None:
    person = str(request.user.pk)
    for reason in reasons:
        gather(Actor(person), person, UPLOAD_REFUSED, reason)
