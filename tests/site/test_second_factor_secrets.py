"""Secrets of second factors are encrypted where they are kept, and whoever has the keys reads them."""

import json
import logging
import time
import zlib

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from cryptography.fernet import Fernet
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.core.signing import b64_decode
from django.test import Client

from pettracker_site.accounts.encryption import decrypt
from tests.conftest import logged_in
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SEED = "0123456789abcdef" * 5


def code(secret=SECRET):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def kept():
    """All that the table of factors says."""
    return json.dumps(list(Authenticator.objects.values_list("data", flat=True)))


def unpacked(raw):
    """A session as whoever reads the table sees it: signed and packed, but not encrypted."""
    packed = raw.rsplit(":", 2)[0]
    data = b64_decode(packed.lstrip(".").encode())
    return (zlib.decompress(data) if packed.startswith(".") else data).decode()


def log_in(person, typed):
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client, client.post("/accounts/2fa/authenticate/", {"code": typed})


def is_in(client):
    return client.get("/preferences/").status_code == 200


def renew(capsys):
    call_command("encrypt_second_factors")
    return capsys.readouterr().out


@pytest.fixture
def plain(owner):
    """Factors from before there were keys."""
    Authenticator.objects.create(user=owner, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    codes = {"seed": SEED, "used_mask": 0}
    return Authenticator.objects.create(user=owner, type=Authenticator.Type.RECOVERY_CODES, data=codes)


@pytest.fixture
def after_the_keys_are_lost(owner, settings):
    """Does something once no key opens the owner's factor any more."""

    def after_the_keys_are_lost(act):
        TOTP.activate(owner, SECRET)
        settings.MFA_KEYS = [Fernet.generate_key().decode()]
        return act()

    return after_the_keys_are_lost


def test_neither_factors_nor_sessions_hold_a_secret_that_can_be_read(owner):
    client = logged_in(owner)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    session = Session.objects.get()
    assert secret in str(session.get_decoded())  # as this process reads it
    assert secret not in unpacked(session.session_data)
    assert "gAAAAA" in unpacked(session.session_data)
    assert client.post("/accounts/2fa/totp/activate/", {"code": code(secret)}).status_code == 302
    seed = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    assert len(seed.get_unused_codes()) == 10
    assert secret not in kept()
    assert kept().count("gAAAAA") == 2  # secret and seed


@pytest.mark.parametrize("is_plain", [True, False])
def test_a_code_lets_in_whether_its_secret_is_encrypted_yet_or_not(owner, is_plain):
    if is_plain:
        Authenticator.objects.create(user=owner, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    else:
        TOTP.activate(owner, SECRET)
    client, _ = log_in(owner, code())
    assert is_in(client)


def test_the_command_encrypts_what_is_in_plain_text_and_all_stays_good(owner, plain, capsys):
    codes = RecoveryCodes(plain).get_unused_codes()
    plain.data["migrated_codes"] = codes[:2]
    plain.save()
    assert renew(capsys) == "Second factors encrypted anew: 2.\n"
    assert not any(each in kept() for each in (SECRET, SEED, *codes))
    plain.refresh_from_db()
    assert RecoveryCodes(plain).get_unused_codes() == codes[:2]
    client, _ = log_in(owner, code())
    assert is_in(client)


def test_after_the_command_the_keys_of_before_are_not_needed(owner, settings, capsys):
    TOTP.activate(owner, SECRET)
    new = Fernet.generate_key().decode()
    settings.MFA_KEYS = [new, *settings.MFA_KEYS]
    assert decrypt(Authenticator.objects.get().data["secret"]) == SECRET
    assert renew(capsys) == "Second factors encrypted anew: 1.\n"
    settings.MFA_KEYS = [new]
    client, _ = log_in(owner, code())
    assert is_in(client)


def test_a_second_run_changes_nothing(owner, plain, capsys):
    renew(capsys)
    before = kept()
    assert renew(capsys) == "Second factors encrypted anew: 0.\n"
    assert kept() == before


def test_what_no_key_opens_is_named_by_its_id_and_the_rest_is_done(owner, stranger, settings, capsys):
    lost = TOTP.activate(owner, generate_totp_secret()).instance
    settings.MFA_KEYS = [Fernet.generate_key().decode()]
    Authenticator.objects.create(user=stranger, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    before = dict(lost.data)
    with pytest.raises(CommandError, match=rf"No key opens the second factors of these ids: {lost.pk}\.") as told:
        renew(capsys)
    assert owner.email not in str(told.value)
    assert capsys.readouterr().out == "Second factors encrypted anew: 1.\n"
    lost.refresh_from_db()
    assert lost.data == before


def test_a_login_whose_secret_no_key_opens_is_refused_in_words_with_one_line_in_the_log(
    owner, after_the_keys_are_lost, caplog
):
    client, response = after_the_keys_are_lost(lambda: log_in(owner, code()))
    assert response.status_code == 503
    assert "We cannot check your second factor" in response.text
    assert not is_in(client)
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    (line,) = (record for record in errors if record.name.startswith("pettracker_site"))
    assert line.getMessage() == "a second factor cannot be decrypted"
    assert SECRET not in caplog.text
    assert "gAAAAA" not in caplog.text


def test_who_has_recovery_codes_that_can_be_read_gets_in_though_the_app_cannot_be_checked(
    owner, after_the_keys_are_lost
):
    codes = after_the_keys_are_lost(lambda: RecoveryCodes.activate(owner).get_unused_codes())
    client, _ = log_in(owner, codes[0])
    assert is_in(client)


def test_a_factor_that_cannot_be_read_can_still_be_turned_off(owner, after_the_keys_are_lost):
    RecoveryCodes.activate(owner)
    client = logged_in(owner)
    response = after_the_keys_are_lost(lambda: client.get("/accounts/2fa/"))
    assert response.status_code == 200
    assert "Turn off" in response.text
