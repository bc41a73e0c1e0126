"""Two versions of a record side by side, so that whoever has to choose sees both."""

from typing import NamedTuple

from django.utils.functional import Promise


class FieldVersions(NamedTuple):
    """One field: what is saved and what was typed, as a person reads them; empty where there is nothing.

    Different values have different words: what looks alike here may be overwritten.
    """

    label: str | Promise
    saved: str
    typed: str

    @property
    def differs(self) -> bool:
        return self.saved != self.typed
