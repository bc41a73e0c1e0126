"""Mail that cannot be sent: which of it is the address's fault, and what the log is told."""

import logging
import smtplib
import socket

import pytest

from pettracker_site.accounts.mail import MailNotSent, defer_notifications, notify, send

WHO = "new@example.com"


class Message:
    """A mail whose server does this."""

    def __init__(self, trouble: Exception | None = None, sent: int | None = 1) -> None:
        self.trouble = trouble
        self.sent = sent

    def send(self) -> int | None:
        if self.trouble:
            raise self.trouble
        return self.sent


def refused(code: int, text: bytes) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({WHO: (code, text)})


AWAY = [
    ConnectionRefusedError(111, "refused"),
    TimeoutError("timed out"),
    socket.gaierror(-2, "Name or service not known"),
    smtplib.SMTPConnectError(421, b"too busy"),
    smtplib.SMTPHeloError(504, b"who?"),
    smtplib.SMTPAuthenticationError(535, b"no"),
    smtplib.SMTPSenderRefused(550, b"not you", "pets@pets.example"),
    smtplib.SMTPDataError(554, b"no"),
    smtplib.SMTPServerDisconnected("gone"),
    RuntimeError("an error of some other backend"),
    refused(450, b"4.2.0 greylisted"),
    refused(554, b"5.7.1 relay access denied"),
]


@pytest.mark.parametrize("trouble", AWAY, ids=lambda each: type(each).__name__)
def test_whatever_goes_wrong_may_work_in_a_while(trouble):
    with pytest.raises(MailNotSent) as lost:
        send(Message(trouble), "a/mail")
    assert not lost.value.is_refused


@pytest.mark.parametrize("text", [b"no such domain", b"5.1.1 no such user", b"5.2.2 mailbox full"])
def test_a_recipient_who_is_refused_for_good_is_the_addresss_fault(text):
    with pytest.raises(MailNotSent) as lost:
        send(Message(refused(550, text)), "a/mail")
    assert lost.value.is_refused


def test_a_backend_that_sends_nothing_has_sent_nothing():
    with pytest.raises(MailNotSent):
        send(Message(sent=0), "a/mail")
    send(Message(sent=None), "a/mail")  # one that does not count


def test_the_log_tells_what_went_wrong_and_never_to_whom(caplog):
    with caplog.at_level(logging.ERROR), pytest.raises(MailNotSent):
        send(Message(refused(550, b"<new@example.com>: no such user")), "account/email/email_changed")
    [line] = caplog.records
    assert (line.template, line.error, line.code) == ("account/email/email_changed", "SMTPRecipientsRefused", 550)
    assert WHO not in caplog.text
    assert not line.exc_info


def test_a_notice_that_is_lost_is_nobodys_trouble():
    notify(lambda: send(Message(TimeoutError()), "a/notice"))


def test_notices_wait_until_the_deed_is_done():
    told = []
    with defer_notifications():
        notify(lambda: told.append("done"))
        assert not told
    assert told == ["done"]


def test_what_failed_is_told_to_nobody():
    told = []

    def fail() -> None:
        with defer_notifications():
            notify(lambda: told.append("done"))
            raise ValueError("failed")

    with pytest.raises(ValueError, match="failed"):
        fail()
    notify(lambda: told.append("something else"))
    assert told == ["something else"]
