"""Encrypts the secrets of second factors: in the database, and in the session until the factor is set up."""

from contextlib import suppress
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.signing import JSONSerializer

from . import encryption

_OF_FACTORS = ("secret", "seed")
_IN_SESSIONS = "mfa.totp.secret"  # django-allauth's name for it


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises: encryption.UndecryptableSecret."""
        return encryption.decrypt(encrypted_text)


class SessionSerializer(JSONSerializer):
    """Encrypts the secret in the session: sessions stay in the database and its backups for a long time."""

    def dumps(self, obj: dict[str, Any]) -> bytes:
        if _IN_SESSIONS in obj:
            obj = obj | {_IN_SESSIONS: encryption.encrypt(obj[_IN_SESSIONS])}
        return super().dumps(obj)

    def loads(self, data: bytes) -> dict[str, Any]:
        """Drops a secret that no key decrypts: the person gets a new one."""
        session: dict[str, Any] = super().loads(data)
        if kept := session.pop(_IN_SESSIONS, None):
            with suppress(encryption.UndecryptableSecret):
                session[_IN_SESSIONS] = encryption.decrypt(kept)
        return session


def reencrypted(data: dict[str, Any]) -> dict[str, Any]:
    """A factor's data with all its secrets encrypted by the first key; those that are so already stay as they are.

    Raises: encryption.UndecryptableSecret.
    """
    changed: dict[str, Any] = {name: _anew(data[name]) for name in _OF_FACTORS if name in data}
    if "migrated_codes" in data:
        changed["migrated_codes"] = [_anew(code) for code in data["migrated_codes"]]
    return data | changed


def _anew(kept: str) -> str:
    return kept if encryption.is_encrypted_by_first_key(kept) else encryption.encrypt(encryption.decrypt(kept))
