"""Credentials that are looked for anew: once for all who are refused, and never so often that the chain suffers."""

from types import SimpleNamespace

import pytest
from botocore.credentials import Credentials
from botocore.exceptions import ConfigParseError, NoCredentialsError
from botocore.session import Session

from pettracker_site.aws.credentials import RenewableCredentials


class Chain:
    """What the chain finds, and how often it was asked."""

    def __init__(self, *found):
        self.found, self.asked, self.now = list(found), 0, 100.0

    def __call__(self):
        self.asked += 1
        found = self.found.pop(0) if len(self.found) > 1 else self.found[0]
        if isinstance(found, Exception):
            raise found
        return found

    def credentials(self):
        return RenewableCredentials(self, lambda: self.now)


OLD, NEW = Credentials("OLD", "secret"), Credentials("NEW", "secret")


def test_others_are_found_and_all_who_were_refused_before_go_on_with_them():
    chain = Chain(OLD, NEW)
    held = chain.credentials()
    assert held.access_key == "OLD"
    chain.now += 10
    assert [held.renew(0) for _ in range(8)] == [True] * 8
    assert held.access_key == "NEW"
    assert chain.asked == 2


def test_the_same_once_more_are_no_others():
    chain = Chain(OLD, Credentials("OLD", "secret"))
    held = chain.credentials()
    assert held.access_key == "OLD"
    chain.now += 10
    assert not held.renew(0)


def test_another_secret_of_the_same_key_is_another_pair():
    chain = Chain(OLD, Credentials("OLD", "right"))
    held = chain.credentials()
    assert held.access_key == "OLD"
    chain.now += 10
    assert held.renew(0)


def test_the_chain_is_gone_through_every_two_seconds_however_many_are_refused():
    chain = Chain(OLD)
    held = chain.credentials()
    assert held.access_key == "OLD"
    for _ in range(100):
        chain.now += 0.1
        held.renew(0)
    assert chain.asked == 1 + 5


def test_where_there_were_none_they_are_found_as_soon_as_they_are_there():
    chain = Chain(None, NEW)
    held = chain.credentials()
    with pytest.raises(NoCredentialsError):
        held.get_frozen_credentials()
    chain.now += 2
    assert held.get_frozen_credentials().access_key == "NEW"


def test_a_file_that_cannot_be_read_just_now_leaves_those_there_are():
    chain = Chain(OLD, ConfigParseError(path="credentials"), NEW)
    held = chain.credentials()
    assert held.access_key == "OLD"
    chain.now += 10
    assert not held.renew(0)
    assert held.access_key == "OLD"
    chain.now += 10
    assert held.renew(0)


def test_a_client_can_be_made_before_there_are_credentials():
    chain, session = Chain(None), Session()
    session.register_component("credential_provider", SimpleNamespace(load_credentials=chain.credentials))
    session.create_client("dynamodb", region_name="eu-central-1")
    assert chain.asked == 0
