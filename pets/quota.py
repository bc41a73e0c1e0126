"""How many pets an owner has: counted in the transactions that add, move and purge them, whatever is in the trash too.

The count is an attribute of the item that also counts the owner's photos (photos/quota.py). Whoever makes that item
gives it all its counts, since an item without `Photos` would take no photo any more.
"""

from typing import TYPE_CHECKING

from pettracker_site.aws.dynamo import Attr, ConditionBase, Item, Table, Update
from pettracker_site.aws.errors import Conflict
from pettracker_site.aws.transactions import Action

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

USAGE = "usage"  # the item's name, beside the person's id
MOST_PETS = "MostPets"
_OTHER_COUNTS = {"Photos": 0, "Bytes": 0}


class TooManyPets(Conflict):
    """With this pet the owner would have more than `most`."""

    def __init__(self, most: int) -> None:
        super().__init__("pets")
        self.most = most


class PetQuota:
    """At most `most` pets for each owner who has no limit of their own; 0 stands for no limit."""

    def __init__(self, client: "DynamoDBClient", table: str, *, most: int = 0) -> None:
        self.table = Table(client, table, "AccountId", "Item")
        self.most = most

    def used(self, owner_id: str) -> int:
        """As of the last write, by one call."""
        return counted(self.table.get((owner_id, USAGE)))

    def take(self, owner_id: str, own: int | None = None) -> Action:
        """One more, on condition that there is room for it, and that `own` is the owner's limit (None: no own one)."""
        is_the_limit = Attr(MOST_PETS).not_exists() if own is None else Attr(MOST_PETS).eq(own)
        most = self.most if own is None else own
        has_room: ConditionBase = Attr("Pets").not_exists() | Attr("Pets").lt(most)
        return self._change(owner_id, 1, is_the_limit & has_room if most else is_the_limit)

    def take_over(self, owner_id: str) -> Action:
        """One more for whom an admin gives a pet to, whether there is room or not."""
        return self._change(owner_id, 1, Attr("AccountId").not_exists() | Attr("AccountId").eq(owner_id))

    def give_back(self, owner_id: str) -> Action:
        """One less, on condition that it was counted: never less than none."""
        return self._change(owner_id, -1, Attr("Pets").gte(1))

    def correct(self, owner_id: str, counted: int, right: int) -> None:
        """Write `right` where still `counted` is written. Raises: Conflict where a pet came or went meanwhile."""
        is_as_read: ConditionBase = Attr("Pets").eq(counted)
        is_as_read = is_as_read if counted else is_as_read | Attr("Pets").not_exists()
        self.table.update((owner_id, USAGE), Update({"Pets": right}, if_absent=_OTHER_COUNTS), is_as_read)

    def _change(self, owner_id: str, pets: int, condition: ConditionBase) -> Action:
        update = Update(add={"Pets": pets}, if_absent=_OTHER_COUNTS)
        return {"Update": self.table.update_request((owner_id, USAGE), update, condition)}


def counted(usage: Item | None) -> int:
    return int(usage.get("Pets", 0)) if usage else 0


def own_limit(usage: Item | None) -> int | None:
    """The limit of an owner who has one of their own."""
    return int(usage[MOST_PETS]) if usage and MOST_PETS in usage else None
