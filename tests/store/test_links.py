"""Links in the store: found by their token alone, made, renewed and ended in one step each."""

import pytest
from botocore.exceptions import ReadTimeoutError
from django.conf import settings

from pettracker_site.aws import clients
from pettracker_site.aws.dynamo import Attr
from pettracker_site.aws.errors import Conflict, NotFound, StoreUnavailable
from pettracker_site.links.domain import LinkKind, hash_of, new_token
from pettracker_site.links.repository import Links, MadeBefore, links
from tests import stores
from tests.store.makers import OWNER, STRANGER

pytestmark = pytest.mark.usefixtures("aws")
FEED = LinkKind.FEED
OPENS = {"Kinds": ["health"], "Pets": []}


def make(nonce: str = "a form", person: str = OWNER):
    return links().make(FEED, person, nonce, title="Pets", opens=OPENS)


def kept() -> list[dict]:
    return stores.items(settings.ACCOUNTS_TABLE)


def test_a_link_is_found_by_its_token_and_the_store_has_nothing_that_opens_it():
    made = make()
    assert links().find(FEED, made.token) == made.link
    assert (made.link.title, dict(made.link.opens), made.link.by) == ("Pets", OPENS, OWNER)
    assert made.token not in str(kept())
    assert len(made.token) == 43  # 32 bytes
    assert make("another form").token != made.token


@pytest.mark.parametrize(
    "wrong", ["", "a", "a" * 42, "a" * 44, "a" * 42 + "=", "a" * 42 + "\n", "ä" * 43, "\ud800" * 43, "a" * 10_000]
)
def test_what_can_be_no_token_finds_nothing_by_one_call_too(wrong, aws_calls):
    assert links().find(FEED, wrong) is None
    assert aws_calls == {"GetItem": 1}


def test_a_link_of_another_kind_is_not_found():
    token = new_token(FEED)
    link = make().link
    item = {"AccountId": f"link#{hash_of(FEED, token)}", "Item": "link", **link.to_item(), "Kind": "share"}
    links().table.put(item, Attr("AccountId").not_exists()).run()
    assert links().find(FEED, token) is None


def test_the_same_form_makes_one_link():
    made = make()
    with pytest.raises(MadeBefore):
        make()
    assert [link.id for link in links().of(OWNER, FEED)] == [made.link.id]
    assert make(person=STRANGER).link.id != made.link.id


def test_a_renewed_link_opens_by_its_new_token_alone():
    made = make()
    links().note_use(made.link, "google")
    [used] = links().of(OWNER, FEED)
    renewed = links().renew(used)
    assert links().find(FEED, made.token) is None
    found = links().find(FEED, renewed.token)
    assert found == renewed.link == links().get(OWNER, FEED, made.link.id)
    assert (found.id, found.opens, found.version) == (made.link.id, made.link.opens, 2)
    assert (used.used_by, found.used_by, found.used_at) == ("google", "", None)
    assert len(kept()) == 2


def test_of_two_who_renew_a_link_at_once_one_is_told_of_the_other():
    link = make().link
    renewed = links().renew(link)
    with pytest.raises(Conflict):
        links().renew(link)
    assert links().find(FEED, renewed.token) == renewed.link


def test_a_link_that_ended_opens_nothing_and_ends_but_once():
    made = make()
    for _ in range(2):
        links().end(OWNER, FEED, made.link.id)
    assert kept() == []
    with pytest.raises(Conflict):
        links().renew(made.link)
    with pytest.raises(Conflict):
        links().note_use(made.link, "google")
    assert kept() == []


def test_nobody_else_finds_or_ends_a_link():
    made = make()
    links().end(STRANGER, FEED, made.link.id)
    with pytest.raises(NotFound):
        links().get(STRANGER, FEED, made.link.id)
    assert links().of(STRANGER, FEED) == []
    assert links().find(FEED, made.token) == made.link


def test_all_links_of_a_person_end_together_and_nobody_elses():
    for number in range(60):  # more than one transaction takes
        make(f"form {number}")
    other = make(person=STRANGER)
    links().end_all(OWNER)
    assert {item["AccountId"] for item in kept()} == {STRANGER, f"link#{other.link.hash}"}


class LosesAnswers:
    """A client whose transactions take place, and whose answers are lost: sent again, or for good."""

    def __init__(self, is_sent_again: bool) -> None:
        self.is_sent_again = is_sent_again

    def __getattr__(self, name: str):
        return getattr(clients.dynamodb(), name)

    def transact_write_items(self, **request):
        answer = clients.dynamodb().transact_write_items(**request)
        if not self.is_sent_again:
            raise ReadTimeoutError(endpoint_url="dynamodb")
        return answer and clients.dynamodb().transact_write_items(**{**request, "ClientRequestToken": "another"})


def test_a_write_that_is_sent_again_is_a_success_and_has_one_effect():
    line = Links(LosesAnswers(is_sent_again=True), settings.ACCOUNTS_TABLE)
    made = line.make(FEED, OWNER, "a form", title="Pets", opens=OPENS)
    assert line.find(FEED, made.token) == made.link
    renewed = line.renew(made.link)
    assert line.find(FEED, renewed.token) == renewed.link
    line.end(OWNER, FEED, made.link.id)
    assert kept() == []


def test_of_a_write_whose_answer_is_lost_for_good_nothing_is_half_there():
    line = Links(LosesAnswers(is_sent_again=False), settings.ACCOUNTS_TABLE)
    with pytest.raises(StoreUnavailable):
        line.make(FEED, OWNER, "a form", title="Pets", opens=OPENS)
    [link] = links().of(OWNER, FEED)
    with pytest.raises(StoreUnavailable):
        line.renew(link)
    [renewed] = links().of(OWNER, FEED)
    assert (renewed.id, renewed.version, len(kept())) == (link.id, 2, 2)
