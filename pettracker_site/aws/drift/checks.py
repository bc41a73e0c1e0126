"""One property of the template, compared with what is deployed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from pettracker_site.aws import error_advice
from pettracker_site.aws.errors import Refused, error_code, translated


@dataclass(frozen=True)
class DriftCheck:
    """One promised property of a table or bucket. `gap` says how it differs; empty if it does not.

    `unseen` says why it could not be checked: neither a gap nor a kept promise.
    """

    subject: str
    promise: str
    gap: str = ""
    unseen: str = ""


class ResourceChecks:
    """A deployed resource, its properties in the template, and a check for each property."""

    name: str
    named_by: str
    promised: Mapping[str, Any]
    checks: Mapping[str, Callable[[Any], Iterator[DriftCheck]]]

    def there(self) -> bool:
        raise NotImplementedError

    def check(self, promise: str, *, wanted: object, found: object) -> DriftCheck:
        return DriftCheck(
            self.name, promise, "" if wanted == found else f"it is {_to_text(found)}, not {_to_text(wanted)}"
        )

    def run(self) -> Iterator[DriftCheck]:
        """Raises: StoreUnavailable. What this role may not see is unseen."""
        try:
            with translated():
                if not self.there():
                    yield DriftCheck(self.name, "exists", "it does not")
                    return
        except (ClientError, Refused) as error:
            yield DriftCheck(self.name, "exists", unseen=_refused(error))
            return
        for name, wanted in self.promised.items():
            if name != self.named_by:
                yield from self._check_property(name, wanted)

    def _check_property(self, name: str, wanted: Any) -> Iterator[DriftCheck]:
        if name not in self.checks:
            yield DriftCheck(self.name, name, "the template promises it, and this check does not know how to look")
            return
        try:
            with translated():
                yield from self.checks[name](wanted)
        except (ClientError, Refused) as error:
            yield DriftCheck(self.name, name, unseen=_refused(error))


def unless(missing: set[str], call: Callable[[], Any]) -> Mapping[str, Any]:
    """What a call answers; an empty answer where AWS says by one of these codes that there is nothing."""
    try:
        answer: Mapping[str, Any] = call()
    except ClientError as error:
        if error_code(error) in missing:
            return {}
        raise
    return answer


def _refused(error: ClientError | Refused) -> str:
    """Raises: Refused where it is not for a right that this role lacks."""
    code = error.code if isinstance(error, Refused) else error_code(error)
    if isinstance(error, Refused) and error_advice.advice(code) != error_advice.RIGHTS:
        raise error
    return f"AWS does not tell these credentials ({code})"


def _to_text(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)
