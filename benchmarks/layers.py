"""Where the CPU of a list's request goes, layer by layer: `python -m benchmarks.layers`. Told, without a goal.

A layer is a function that is timed, without the time of the layers within it; what none of them takes is the rest.
Medians, whose sum is about that of the whole request.
"""

import functools
import importlib
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.goals import Measure, conclude, show

REQUESTS = 400
WARM_UP = 20
REST = "the rest: middleware, headers, the view"
LAYERS = {
    "the template": "django.template.backends.django:Template.render",
    "session and person, by Django": "django.contrib.auth.middleware:get_user",
    "what the cards say: words, ages, signed addresses": "django.template.library:SimpleNode.render",
    "connection and socket, by urllib3": "botocore.httpsession:URLLib3Session.send",
    "the request, its checks, events and retries, by botocore": "botocore.client:BaseClient._make_api_call",
    "pets made of items": "pets.queries:PetQueries.list_for_owner",
    "the answer read": "pettracker_site.aws.wire:ItemParser.parse",
    "the request's signature, by botocore": "botocore.signers:RequestSigner.sign",
    "the line of the log": "pettracker_site.web.request_log:_Measured.write",
    "the query put into words": "pettracker_site.aws.dynamo:Table.query",
}


def measures() -> Iterator[Measure]:
    from benchmarks.ours.environment import on_canned_dynamodb

    with tempfile.TemporaryDirectory() as folder, on_canned_dynamodb(Path(folder)):
        from benchmarks.ours import requests

        taken = by_layer(requests.pet_list(), LAYERS)
    assert all(taken.values()), f"a layer that the request does not pass: {taken}"
    for layer in (*LAYERS, REST):
        yield Measure(f"list of 24 pets: {layer}", taken[layer], unit=" ms")


def by_layer(work: Callable[[], Any], layers: Mapping[str, str]) -> dict[str, float]:
    """The median milliseconds that the work spends in each of the layers, and in the rest."""
    clock = _Clock()
    for layer, place in layers.items():
        clock.watch(layer, place)
    times: defaultdict[str, list[float]] = defaultdict(list)
    for turn in range(WARM_UP + REQUESTS):
        clock.taken = dict.fromkeys((*layers, REST), 0.0)
        clock.enter(REST)
        work()
        clock.leave()
        if turn >= WARM_UP:
            for layer, seconds in clock.taken.items():
                times[layer].append(seconds * 1000)
    return {layer: statistics.median(taken) for layer, taken in times.items()}


class _Clock:
    """CPU seconds by layer; those of an inner layer are not its outer one's."""

    def __init__(self) -> None:
        self.taken: dict[str, float] = {}
        self._entered: list[str] = []
        self._since = 0.0

    def enter(self, layer: str) -> None:
        self._count()
        self._entered.append(layer)

    def leave(self) -> None:
        self._count()
        self._entered.pop()

    def _count(self) -> None:
        now = time.process_time()
        if self._entered:
            self.taken[self._entered[-1]] += now - self._since
        self._since = now

    def watch(self, layer: str, place: str) -> None:
        """Time `module:function` or `module:Class.method` as this layer, for all who call it by that name."""
        module, _, path = place.partition(":")
        *owners, name = path.split(".")
        owner = functools.reduce(getattr, owners, importlib.import_module(module))
        function = getattr(owner, name)

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            self.enter(layer)
            try:
                return function(*args, **kwargs)
            finally:
                self.leave()

        setattr(owner, name, timed)


if __name__ == "__main__":
    sys.exit(conclude(show("layers", measures())))
