"""What moto holds, straight from its memory: much faster than asking for it call by call."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.conf import settings
from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.model_instances import reset_model_data
from moto.s3.models import FakeKey

from pettracker_site.aws.wire import from_wire


def tables() -> dict[str, Any]:
    """moto's tables by their names."""
    return get_backend("dynamodb")[DEFAULT_ACCOUNT_ID][settings.AWS_REGION].tables


def bucket() -> Any:
    """moto's bucket of photos."""
    return get_backend("s3")[DEFAULT_ACCOUNT_ID]["aws"].buckets[settings.FILE_BUCKET]


def empty() -> None:
    """No items, no objects; tables and bucket stay."""
    for table in tables().values():
        table.items.clear()
    bucket().keys.clear()  # not one by one, which moto cannot where delete markers are; files are closed below
    bucket().multiparts.clear()
    forget_what_was()


def saved() -> Any:
    """What there is now, for `put_back`; within `files_kept`."""
    return as_they_are(), {key: list(versions) for key, versions in bucket().keys._iterlists()}


def put_back(what_was_saved: Any) -> None:
    """Everything as it was then; it may be put back again and again."""
    items, versions = what_was_saved
    for name, table in tables().items():
        table.items = copy.deepcopy(items[name])
    keys = bucket().keys
    keys.clear()
    for key, each in versions.items():
        keys.setlist(key, list(each))
    forget_what_was()


def as_they_are() -> dict[str, Any]:
    """A copy of all tables' items."""
    return {name: copy.deepcopy(table.items) for name, table in tables().items()}


@contextmanager
def files_kept() -> Iterator[None]:
    """moto empties the files that it removes, although they may be put back."""
    with mock.patch.object(FakeKey, "dispose", _nothing):  # a mock would note each of many calls
        yield


def _nothing(_: FakeKey, garbage: bool = False) -> None:
    pass


def forget_what_was() -> None:
    """moto keeps all that it ever made: without this a run would grow by gigabytes, and stand still for seconds
    whenever Python looks through them for garbage."""
    for key in FakeKey.instances_tracked:
        key.dispose()  # an open file
    reset_model_data()


def files() -> dict[str, bytes]:
    """The objects that are to be seen, with their bytes."""
    latest = {key: versions[-1] for key, versions in bucket().keys._iterlists() if versions}
    return {key: each.value for key, each in latest.items() if isinstance(each, FakeKey)}


def versions() -> list[str]:
    """The key and id of each version of each object, delete markers included."""
    kept = bucket().keys
    return sorted(
        f"{key} {each.version_id} {type(each).__name__}" for key, of_it in kept._iterlists() for each in of_it
    )


def items(table: str) -> list[dict[str, Any]]:
    """All items of a table; bytes, which moto keeps as text, are left out."""
    wire = [each.to_json()["Attributes"] for each in tables()[table].all_items()]
    return [from_wire({name: value for name, value in item.items() if "B" not in value}) for item in wire]
