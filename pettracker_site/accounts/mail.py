"""Mail that cannot be sent: whoever waits for it is told; a failed notification is only logged."""

import logging
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

_log = logging.getLogger(__name__)
_held: ContextVar[list[Callable[[], None]] | None] = ContextVar("deferred_notifications", default=None)


class MailNotSent(Exception):
    """Nothing was sent. `is_refused`: the mail server rejects this address for good; else a later attempt may work."""

    def __init__(self, *, is_refused: bool = False) -> None:
        super().__init__("refused" if is_refused else "away")
        self.is_refused = is_refused

    @property
    def words(self) -> str:
        if self.is_refused:
            return _("No mail can be delivered to this address. Is there a typing mistake in it?")
        return _("The mail could not be sent just now, so nothing was changed. Please try again in a few minutes.")


def send(message: EmailMessage, template: str) -> None:
    """Raises: MailNotSent, whatever fails in the mail server or on the way to it."""
    try:
        if message.send() == 0:
            raise MailNotSent
    except Exception as error:  # each backend has errors of its own
        is_refused = _is_refused(error)
        trouble = {"template": template, "error": type(error).__name__, "code": _code(error)}
        _log.error("mail not sent", extra=trouble)  # never the error's text: it names the address
        raise MailNotSent(is_refused=is_refused) from error


def notify(send_notice: Callable[[], None]) -> None:
    """Send a notification about a finished change. If it fails, the change stays, and `send` has logged the failure."""
    held = _held.get()
    if held is not None:
        held.append(send_notice)
        return
    try:
        send_notice()
    except MailNotSent:
        return


@contextmanager
def defer_notifications() -> Iterator[None]:
    """Send notifications only after the block has succeeded, and none if it fails."""
    held: list[Callable[[], None]] = []
    token = _held.set(held)
    try:
        yield
    finally:
        _held.reset(token)
    for each in held:
        notify(each)


def _is_refused(error: Exception) -> bool:
    """Whether the address itself is rejected permanently (5xx). 5.7.x is a server policy, such as "relaying denied"."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    answers = list(error.recipients.values())
    return bool(answers) and all(code >= 500 and b"5.7." not in bytes(text) for code, text in answers)


def _code(error: Exception) -> int | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _text in error.recipients.values()), None)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None
