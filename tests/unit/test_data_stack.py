"""At no depth do calls take memory from the system again and again."""

import resource

from pettracker_site.web.data_stack import in_one_chunk

CALLS = 300
WHOSE = getattr(resource, "RUSAGE_THREAD", resource.RUSAGE_SELF)  # Linux tells it of a thread


def faults_of_calls_at(depth: int) -> int:
    """How many pages of memory some calls take that begin so many calls further down."""
    if depth:
        return faults_of_calls_at(depth - 1)
    before = resource.getrusage(WHOSE).ru_minflt
    for number in range(CALLS):
        outer(number)
    return resource.getrusage(WHOSE).ru_minflt - before


def outer(number: int) -> int:
    return inner(number)


def inner(number: int) -> int:
    return number


def test_calls_cost_the_same_at_every_depth():
    measured = in_one_chunk(lambda environ, _: [faults_of_calls_at(depth) for depth in range(400)])
    assert max(measured({}, print)) < CALLS / 3
