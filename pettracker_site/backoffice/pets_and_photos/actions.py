"""One action on several records: confirmed first, applied one by one, with a message for each.

Each row carries a digest of the state that it was shown in (optimistic locking). A record that changed since is
skipped.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pettracker_site.aws.errors import Conflict, NotFound, StoreUnavailable

MOST = 100  # the limit of BatchGetItem
_DIGEST_BYTES = 8  # only tells apart states of one record: no security depends on it
_ROW = re.compile(rf"([0-9a-z/-]{{36,120}}):([0-9a-f]{{{2 * _DIGEST_BYTES}}})")


class NotPossible(Conflict):
    """An action that cannot be taken on a record: `words` say why."""

    def __init__(self, words: str) -> None:
        super().__init__("not possible")
        self.words = words


class Record(Protocol):
    """A pet, a photo or a record of a pet's life, as far as an action needs to know it."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def status(self) -> Any: ...
    @property
    def owner_id(self) -> str: ...


R = TypeVar("R", bound=Record)


class SelectedRow(NamedTuple):
    """A selected record in the state in which it was shown: `state` covers all that matters to an action."""

    id: str
    state: str

    @classmethod
    def of(cls, record: Record) -> "SelectedRow":
        is_hidden = getattr(record, "hidden", False)  # pets never are
        shown = f"{record.version} {record.status} {record.owner_id} {is_hidden}"
        return cls(record.id, blake2b(shown.encode(), digest_size=_DIGEST_BYTES).hexdigest())

    def __str__(self) -> str:
        return f"{self.id}:{self.state}"


def rows(request: HttpRequest) -> tuple[list[SelectedRow], int]:
    """The first 100 rows of a form, and the number of others: beyond those, or unreadable."""
    sent = dict.fromkeys(request.POST.getlist("row"))
    found = [SelectedRow(*match.groups()) for match in map(_ROW.fullmatch, sent) if match][:MOST]
    return found, len(sent) - len(found)


@dataclass(frozen=True, slots=True)
class Action(Generic[R]):
    """`among`: the statuses that a record may have before. `act` does it to one record. `done` is the message, with
    a %(count)d. `final`: the admin confirms it by typing."""

    name: str
    label: Promise
    permission: str
    among: tuple[str, ...]
    question: Promise
    done: Callable[[int], str]
    act: Callable[[R], Any]
    final: bool = False


def delete(permission: str, act: Callable[[R], Any]) -> Action[R]:
    return Action(
        "delete",
        gettext_lazy("Move to the trash"),
        permission,
        ("active",),
        gettext_lazy("Move these to the trash? They can be restored from there for a while."),
        lambda count: ngettext("%(count)d is in the trash.", "%(count)d are in the trash.", count),
        act,
    )


def restore(permission: str, act: Callable[[R], Any]) -> Action[R]:
    return Action(
        "restore",
        gettext_lazy("Restore"),
        permission,
        ("deleted",),
        gettext_lazy("Restore these from the trash? Their owners see them again at once."),
        lambda count: ngettext("%(count)d is back.", "%(count)d are back.", count),
        act,
    )


def purge_at_once(permission: str, act: Callable[[R], Any]) -> Action[R]:
    """For what goes as a whole in one write."""
    return Action(
        "purge",
        gettext_lazy("Delete permanently"),
        permission,
        ("active", "deleted"),
        gettext_lazy("Delete these permanently? Nobody can restore them, nor a file that belongs to one of them."),
        lambda count: ngettext("%(count)d is permanently deleted.", "%(count)d are permanently deleted.", count),
        act,
        final=True,
    )


def purge(permission: str, act: Callable[[R], Any]) -> Action[R]:
    return Action(
        "purge",
        gettext_lazy("Delete permanently"),
        permission,
        ("active", "deleted"),
        gettext_lazy(
            "Delete these permanently? Nobody can restore them, and all versions of their files are deleted too."
        ),
        lambda count: ngettext(
            "%(count)d is permanently deleted; the next sweep deletes its files.",
            "%(count)d are permanently deleted; the next sweep deletes their files.",
            count,
        ),
        act,
        final=True,
    )


@dataclass(frozen=True, slots=True)
class RowResult:
    """The result for one row: `reason` says why it was skipped."""

    row: SelectedRow
    name: str
    reason: str = ""


def run_action(
    action: Action[R], wanted: Sequence[SelectedRow], found: Mapping[str, R], name: Callable[[R], str]
) -> list[RowResult]:
    """Apply the action to each row that has not changed since it was shown; `found` are the current records, by id."""
    results: list[RowResult] = []
    stopped = False
    for row in wanted:
        record = found.get(row.id)
        if record is None:
            results.append(RowResult(row, row.id, _("does not exist any more")))
            continue
        reason = _NOT_NOW if stopped else _why_not(action, row, record)
        if not reason:
            try:
                action.act(record)
            except NotPossible as refusal:
                reason = refusal.words
            except (NotFound, Conflict):
                reason = _CHANGED
            except StoreUnavailable:
                reason, stopped = _NOT_NOW, True  # the others would only run into the same time-outs
        results.append(RowResult(row, name(record), str(reason)))
    return results


def tell(request: HttpRequest, action: Action[Any], results: Sequence[RowResult]) -> None:
    """One message for all that succeeded, and one for each that was skipped."""
    done = [result for result in results if not result.reason]
    if done:
        count = action.done(len(done)) % {"count": len(done)}
        messages.success(request, f"{count} {', '.join(result.name for result in done)}")
    for result in results:
        if result.reason:
            messages.warning(request, _("%(name)s %(reason)s.") % {"name": result.name, "reason": result.reason})


_CHANGED = gettext_lazy("has changed in the meantime, and was not touched")
_NOT_NOW = gettext_lazy("was not touched: DynamoDB did not answer. Please try again")


def _why_not(action: Action[Any], row: SelectedRow, record: Record) -> str | Promise:
    if SelectedRow.of(record) != row:
        return _CHANGED
    if record.status not in action.among:
        return _("was not touched: its status does not allow this")
    return ""
