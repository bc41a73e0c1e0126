"""Credentials by botocore's standard chain, looked for anew where AWS says that they have expired.

botocore renews a role's credentials before they end, but keeps those of a file or the environment for the life of the
process, and trusts the clock of this machine.
"""

import threading
import time
from typing import Any

from botocore.credentials import CredentialProvider, CredentialResolver, Credentials
from botocore.session import Session

_AGE_SECONDS = 1.0  # threads that are refused at the same time look once


class RenewableCredentials(Credentials):
    """Stands for the credentials that the chain found last, `current`, whichever kind they are."""

    def __init__(self, found: Credentials) -> None:
        self.current = found
        self._found_at = time.monotonic()
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.current, name)

    def get_frozen_credentials(self) -> Any:
        return self.current.get_frozen_credentials()

    def renew(self) -> None:
        """Go through the chain once more; where it finds nothing, what there was stays."""
        with self._lock:
            if time.monotonic() - self._found_at < _AGE_SECONDS:
                return
            self.current = _look() or self.current
            self._found_at = time.monotonic()


class _Provider(CredentialProvider):
    METHOD = "renewable"

    def load(self) -> RenewableCredentials | None:
        found = _look()
        return RenewableCredentials(found) if found else None


def session_with_renewal() -> Session:
    session = Session()
    session.register_component("credential_provider", CredentialResolver([_Provider()]))
    return session


def _look() -> Credentials | None:
    found: Credentials | None = Session().get_credentials()  # a session of its own remembers nothing
    return found
