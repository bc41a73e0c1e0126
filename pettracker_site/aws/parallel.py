"""Reads side by side: the calls of one request, each in a copy of its context, so that its deadline holds for all."""

import contextvars
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from django.conf import settings

from .limiter import dynamodb_slot

T = TypeVar("T")
U = TypeVar("U")


def run_in_parallel(tasks: Sequence[Callable[[], T]]) -> list[T]:
    """Run the tasks of an admin's page in a thread pool; the results are in their order.

    Raises: what the first raised, or StoreUnavailable where too many requests wait for DynamoDB.
    """
    with dynamodb_slot():  # a list that waits for a thread of the pool waits too
        futures = [_submit(_admins_pool(), task) for task in tasks]
        try:
            return [future.result() for future in futures]
        finally:
            for future in futures:
                future.cancel()  # what has not begun when another one failed


def run_both(one: Callable[[], T], other: Callable[[], U]) -> tuple[T, U]:
    """Run both reads of an owner's page at the same time, the `other` in this thread. Raises as `run_in_parallel`."""
    with dynamodb_slot():
        beside = _submit(_owners_pool(), one)
        try:
            found = other()
            return beside.result(), found
        finally:
            beside.cancel()


def _submit(pool: ThreadPoolExecutor, task: Callable[[], T]) -> Future[T]:
    return pool.submit(contextvars.copy_context().run, task)


@cache
def _admins_pool() -> ThreadPoolExecutor:
    """One pool for the process, for admins' lists only: owners' pages never wait for it."""
    return ThreadPoolExecutor(settings.ADMIN_SHARDS, thread_name_prefix="shard")


@cache
def _owners_pool() -> ThreadPoolExecutor:
    """A thread for each of the web server's, so that no request waits for another's."""
    return ThreadPoolExecutor(settings.WEB_THREADS, thread_name_prefix="beside")
