"""Credentials by botocore's standard chain, looked up again if AWS rejects the current ones.

botocore renews a role's credentials before they end, but keeps those of a file or the environment for the life of the
process, finds none for ever where it found none at first, and trusts the clock of this machine.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from botocore.credentials import CredentialProvider, CredentialResolver, Credentials
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
from botocore.session import Session

_AGE_SECONDS = 2.0  # so often the process goes through the chain, however many are refused meanwhile


def _look() -> Credentials | None:
    found: Credentials | None = Session().get_credentials()  # a session of its own remembers nothing
    return found


class RenewableCredentials(Credentials):
    """Stands for the credentials that the chain found last, whichever kind they are. `look` goes through it.

    `number` counts how often others were found. Raises: NoCredentialsError, and what the chain does.
    """

    method = "renewable"  # is asked for when a client is made, which needs no credentials yet

    def __init__(
        self, look: Callable[[], Credentials | None] = _look, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.number = 0
        self._look = look
        self._clock = clock
        self._lock = threading.Lock()
        self._found: Credentials | None = None
        self._next_look = float("-inf")

    @property
    def current(self) -> Credentials:
        if self._found is None:
            with self._lock:
                if self._found is None and self._is_due() and (found := self._look()):
                    self._found = found
                    self._next_look = float("-inf")  # they may be refused at once, and others be there by then
        if self._found is None:
            raise NoCredentialsError
        return self._found

    def __getattr__(self, name: str) -> Any:
        return getattr(self.current, name)

    def get_frozen_credentials(self) -> Any:
        return self.current.get_frozen_credentials()

    def renew(self, refused: int) -> bool:
        """Go through the chain once more, unless that was done since, or a moment ago. Whether there are others now.

        `refused` is the `number` of those that AWS did not take. Where the chain fails, what there was stays.
        """
        with self._lock:
            if self.number == refused and self._is_due():
                with suppress(BotoCoreError, ClientError):
                    if (found := self._look()) and not _are_same(found, self._found):
                        self._found = found
                        self.number += 1
            return self.number != refused

    def _is_due(self) -> bool:
        now = self._clock()
        if now < self._next_look:
            return False
        self._next_look = now + _AGE_SECONDS
        return True


def _are_same(one: Credentials, other: Credentials | None) -> bool:
    return other is not None and one.get_frozen_credentials() == other.get_frozen_credentials()


class _Provider(CredentialProvider):
    METHOD = "renewable"

    def load(self) -> RenewableCredentials:
        return RenewableCredentials()


def session_with_renewal() -> Session:
    session = Session()
    session.register_component("credential_provider", CredentialResolver([_Provider()]))
    return session
