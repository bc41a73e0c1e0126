"""Links in DynamoDB: the link itself, under its token's hash, and beside what else a person has the way to it.

Both come and go in one transaction. Who made a link finds it by their list; who has its token, by that.
"""

from collections.abc import Mapping
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.conf import settings

from pettracker_site.aws import clients, times
from pettracker_site.aws.dynamo import MOST_KEYS, Attr, ConditionBase, Key, Table, Update, Write, batch_get, batched
from pettracker_site.aws.errors import Conflict, NotFound
from pettracker_site.aws.paging import walk
from pettracker_site.aws.transactions import MOST_PARTS, TransactionRefused, transact

from .domain import Link, LinkKind, MadeLink, hash_of, new_token

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_LINK = "link"
_LISTED = "link#"
_ATTEMPTS = 4
_IS_NEW = Attr("AccountId").not_exists()
_IS_THERE = Attr("AccountId").exists()
_WHATEVER_IS_THERE = _IS_NEW | _IS_THERE


class MadeBefore(Conflict):
    """The form that makes this link was sent before: its token was shown then."""


class Links:
    """All methods raise StoreUnavailable where DynamoDB does not answer."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self.table = Table(client, table, "AccountId", "Item")

    # --- Reads, as of the last write ---------------------------------------------------------------------------------

    def find(self, kind: LinkKind, token: str) -> Link | None:
        """The link of that kind which a token opens, by one call, whatever the token looks like."""
        hash = hash_of(kind, token)
        item = self.table.get(_key(hash))
        return Link.from_item(hash, item) if item and item["Kind"] == kind else None

    def of(self, person_id: str, kind: LinkKind) -> list[Link]:
        """All of that kind that a person made, at most 100, the oldest first; by two calls."""
        listed = self.table.query(None, _is_listed(person_id), limit=MOST_KEYS, consistent=True)
        hashes = [each["Hash"] for each in listed if each["Kind"] == kind]
        found = zip(hashes, batch_get(self.table.client, [(self.table, _key(hash)) for hash in hashes]), strict=True)
        return sorted((Link.from_item(hash, item) for hash, item in found if item), key=lambda link: link.created_at)

    def get(self, person_id: str, kind: LinkKind, id: str) -> Link:
        """One that a person made, by two calls. Raises: NotFound."""
        listed = self.table.get((person_id, _LISTED + id))
        if listed is None or listed["Kind"] != kind:
            raise NotFound("link")
        item = self.table.get(_key(listed["Hash"]))
        if item is None:  # renewed or ended between the two
            raise NotFound("link")
        return Link.from_item(listed["Hash"], item)

    # --- Writes ------------------------------------------------------------------------------------------------------

    def make(self, kind: LinkKind, person_id: str, nonce: str, *, title: str, opens: Mapping[str, Any]) -> MadeLink:
        """A new link, by one transaction. Raises: MadeBefore where the same form was sent before."""
        token = new_token(kind)
        id = Link.id_for(kind, person_id, nonce)
        hash, now = hash_of(kind, token), times.now()
        link = Link(kind=kind, id=id, by=person_id, hash=hash, title=title, created_at=now, opens=opens)
        listed = {"AccountId": person_id, "Item": _LISTED + id, "Kind": str(kind), "Hash": hash}
        try:
            transact(link=self._put(link), listed=self.table.put(listed, _IS_NEW))
        except TransactionRefused as refusal:
            if not _is_written(refusal, hash):
                raise MadeBefore("link") from refusal
        return MadeLink(link, token)

    def renew(self, link: Link) -> MadeLink:
        """The same under another token, by one transaction; what opened it until now opens nothing any more.

        Raises: Conflict where it was renewed or ended since it was read.
        """
        token = new_token(link.kind)
        renewed = link.renewed(hash_of(link.kind, token), times.now())
        is_as_read = Attr("Hash").eq(link.hash)
        try:
            transact(
                before=self.table.delete(_key(link.hash), _IS_THERE),
                link=self._put(renewed),
                listed=self.table.update((link.by, _LISTED + link.id), Update({"Hash": renewed.hash}), is_as_read),
            )
        except TransactionRefused as refusal:
            if not _is_written(refusal, renewed.hash):
                raise Conflict("link") from refusal
        return MadeLink(renewed, token)

    def end(self, person_id: str, kind: LinkKind, id: str) -> None:
        """Let one that a person made open nothing any more, by two calls; being gone already is success.

        Raises: Conflict where it was renewed again and again meanwhile.
        """
        listed_key = (person_id, _LISTED + id)
        for _attempt in range(_ATTEMPTS):
            listed = self.table.get(listed_key)
            if listed is None or listed["Kind"] != kind:
                return
            try:
                transact(
                    link=self.table.delete(_key(listed["Hash"]), _WHATEVER_IS_THERE),
                    listed=self.table.delete(listed_key, Attr("Hash").eq(listed["Hash"])),
                )
            except TransactionRefused:  # renewed, or ended, meanwhile
                continue
            return
        raise Conflict("link")

    def end_all(self, person_id: str) -> None:
        """Delete all links of a person who is being deleted, whatever their kind; one call for each 50."""
        pages = walk(self.table, None, _is_listed(person_id), key_names=self.table.key_names, consistent=True)
        for links in batched(chain.from_iterable(pages), MOST_PARTS // 2):
            parts = {
                f"{name}_{number}": self.table.delete(key, _WHATEVER_IS_THERE)
                for number, listed in enumerate(links)
                for name, key in (("link", _key(listed["Hash"])), ("listed", (person_id, listed["Item"])))
            }
            transact(**parts)

    def note_use(self, link: Link, by: str) -> None:
        """Note that it was opened just now, and by which of the programs that its kind knows.

        Raises: Conflict where it was renewed or ended since it was read.
        """
        used = Update({"LastUsedAt": times.to_text(times.now()), "LastUsedBy": by})
        self.table.update(_key(link.hash), used, _IS_THERE).run()

    def _put(self, link: Link) -> Write:
        account, name = _key(link.hash)
        return self.table.put({"AccountId": account, "Item": name, **link.to_item()}, _IS_NEW)


def _key(hash: str) -> tuple[str, str]:
    return f"link#{hash}", _LINK


def _is_listed(person_id: str) -> ConditionBase:
    """The ways from a person to the links that they made."""
    return Key("AccountId").eq(person_id) & Key("Item").begins_with(_LISTED)


def _is_written(refusal: TransactionRefused, hash: str) -> bool:
    """Whether our own write, whose answer was lost, is what refused it."""
    listed = refusal.get("listed")
    return listed is not None and listed["Hash"] == hash


@cache
def links() -> Links:
    """The process's repository."""
    return Links(clients.dynamodb(), settings.ACCOUNTS_TABLE)
