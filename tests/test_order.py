"""Tests that several processes share: what belongs together stays in one of them."""

import os

import pytest

pytestmark = pytest.mark.xdist_group("order")


@pytest.mark.parametrize("number", range(4))
def test_what_belongs_together_is_sent_to_one_process(request, number):
    is_shared = "PYTEST_XDIST_WORKER" in os.environ
    assert request.node.nodeid.endswith("@order") is is_shared
