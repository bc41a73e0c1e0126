"""What no request may make, counted in one of a list and one of an album: `python -m benchmarks.counts`.

Sessions and clients of botocore, which boto3 makes too, and compilations of templates. Exits with 1 where there is one.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.goals import Measure, conclude, show


def measures() -> Iterator[Measure]:
    from benchmarks.ours.environment import on_canned_dynamodb

    with tempfile.TemporaryDirectory() as folder, on_canned_dynamodb(Path(folder)):
        from benchmarks.ours import requests

        for page, work in {"a list": requests.pet_list(), "an album": requests.album()}.items():
            with counted() as counts:
                work()
            for what in ("sessions", "clients", "compiled templates"):
                yield Measure(f"{what} of {page}'s request", counts[what], 0, " made")


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """How often each was made within the block."""
    import botocore.session
    from django.template.base import Template

    counts: Counter[str] = Counter()
    with ExitStack() as stack:
        for what, owner, name in (
            ("sessions", botocore.session.Session, "__init__"),  # each of boto3's has one
            ("clients", botocore.session.Session, "create_client"),
            ("compiled templates", Template, "__init__"),
        ):
            original = getattr(owner, name)

            def count(*args: Any, _what: str = what, _original: Any = original, **kwargs: Any) -> Any:
                counts[_what] += 1
                return _original(*args, **kwargs)

            stack.enter_context(patch.object(owner, name, count))
        yield counts


if __name__ == "__main__":
    sys.exit(conclude(show("counts", measures())))
