"""Encrypts stored secrets with the first key of PETTRACKER_MFA_KEYS, and decrypts them with any of the keys.

The keys are not derived from DJANGO_SECRET_KEY, so that each can be changed without the other.
"""

import logging
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

# Every Fernet token begins so (version 0x80 and the high bytes of its time), and no secret of a factor does: those are
# in base32 or in hexadecimal digits. So plain-text secrets from before there were keys are recognised.
_TOKEN = "gAAAAA"  # noqa: S105
_log = logging.getLogger(__name__)


class UndecryptableSecret(Exception):
    """No key decrypts this secret: its key is missing, or the text was damaged."""

    silent_variable_failure = True  # a template shows nothing in its place, so that a factor can still be turned off


def encrypt(secret: str) -> str:
    return _keyring(tuple(settings.MFA_KEYS)).encrypt(secret.encode()).decode()


def decrypt(kept: str) -> str:
    """Returns plain text from before encryption as it is. Raises: UndecryptableSecret, after logging it."""
    if not kept.startswith(_TOKEN):
        return kept
    try:
        return _keyring(tuple(settings.MFA_KEYS)).decrypt(kept).decode()
    except InvalidToken:
        advice = "Is the key still in PETTRACKER_MFA_KEYS? `manage.py encrypt_second_factors` lists the affected ones."
        _log.error("a second factor cannot be decrypted", extra={"advice": advice})
        raise UndecryptableSecret from None


def is_encrypted_by_first_key(kept: str) -> bool:
    try:
        Fernet(settings.MFA_KEYS[0]).decrypt(kept)
    except InvalidToken:
        return False
    return True


@cache
def _keyring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
