"""Care records in DynamoDB: the kit's writes, with what follows for what is due."""

from collections.abc import Callable, Collection, Mapping, Sequence

from pets.domain import Pet, Status
from pets.life.answers import read_answer
from pets.life.repository import WHATEVER_IS_THERE, Follow, Outcome, life
from pets.rights import Permit
from pets.weights import repository as weights
from pets.weights.domain import Weight
from pettracker_site.aws.dynamo import Write
from pettracker_site.aws.paging import Page

from .domain import Care, follow_series, newest_of

Also = Callable[[Pet, Care], Mapping[str, Write]]


def nothing_else(pet: Pet, record: Care) -> Mapping[str, Write]:
    return {}


def add(pet: Pet, record: Care, *, by: Permit | None, also: Also = nothing_else, weight: Weight | None = None) -> Care:
    """`also` gives what is to be written with it; `weight` is an entry of the weight log that it brings.

    Raises: as `Life.add`; TooManyPlans where something more would fall due.
    """

    def decide(pet: Pet, record: Care) -> Outcome:
        becomes, parts = follow(record.series, also=also)(pet, record)
        if weight is None:
            return becomes, parts
        becomes, noted = weights.with_new(becomes, weight)
        return becomes, {**parts, **noted}

    return life().add(pet, record, decide, by=by)


def new_ones_follow(pet: Pet, records: Sequence[Care]) -> Outcome:
    """What is due when these were added: what the newest of each series says, by one call for each.

    Raises: TooManyPlans.
    """
    for series in dict.fromkeys(record.series for record in records if record.series):
        kept = life().newest_of_series(Care, pet.id, series, most=1)
        added = [record for record in records if record.series == series]
        pet = follow_series(pet, series, newest_of([*kept, *added]))
    return pet, {}


def edit(pet: Pet, record: Care, edited: Care, *, by: Permit | None, also: Also = nothing_else) -> Care:
    """Raises: as `Life.edit`; TooManyPlans."""
    return life().edit(pet, record, edited, follow(record.series, edited.series, also=also), by=by)


def delete(pet: Pet, record: Care, *, by: Permit | None, own: str = "") -> Care:
    """Raises: as `Life.delete`."""
    return life().delete(pet, record, follow(record.series), by=by, own=own)


def restore(pet: Pet, record: Care, *, by: Permit | None) -> Care:
    """Raises: as `Life.restore`; TooManyPlans."""
    return life().restore(pet, record, follow(record.series), by=by)


def page(pet_id: str, *, status: Status = Status.ACTIVE, cursor: str = "") -> Page[Care]:
    return life().page(Care, pet_id, status=status, cursor=cursor)


def with_next(pet: Pet, series: Collection[str], record: Care | None = None, *, but: str = "") -> Pet:
    """The pet as it becomes where what is due in these series follows from their newest records.

    `record` is one as it becomes, which the table may not have like that yet; `but` is the id of one that goes.
    """
    for each in dict.fromkeys(filter(None, series)):
        kept = life().newest_of_series(Care, pet.id, each, most=2)
        known = [other for other in kept if other.id not in (but, record.id if record else "")]
        if record and record.series == each and record.status == Status.ACTIVE:
            known.append(record)
        pet = follow_series(pet, each, newest_of(known))
    return pet


def made_right(pet: Pet) -> Pet:
    """The pet as it is where what is due follows from all its records; reads them all, for jobs."""
    newest: dict[str, Care | None] = {id: None for id, plan in pet.plans.items() if plan.get("Kind") == Care.KIND}
    for record in map(Care.from_item, life().walk(pet.id, Care.KIND)):
        if record.series and record.status == Status.ACTIVE:
            newest[record.series] = newest_of(filter(None, (newest.get(record.series), record)))
    for series in sorted(newest):
        pet = follow_series(pet, series, newest[series])
    return pet


def correct(pet: Pet) -> Pet:
    """Let what is due follow from the pet's records, where something else is. Raises: as `Life.write`; TooManyPlans."""

    def decide(pet: Pet) -> Outcome:
        return made_right(pet), {}

    return life().write(pet, decide, by=None)


def follow(*series: str, also: Also = nothing_else) -> Follow[Care]:
    """What follows for a pet from a record of these series, as it becomes; `also` gives what is written besides."""

    def decide(pet: Pet, record: Care) -> Outcome:
        becomes = with_next(pet, series, record)
        parts = {**also(pet, record)}
        if record.answers and record.status == Status.DELETED:
            parts |= _without_answer(record)  # what it answered is open again
        return becomes, parts

    return decide


def _without_answer(record: Care) -> dict[str, Write]:
    said = read_answer(record.pet_id, record.series, record.answers)
    if said is None or said.get("Made") != record.id:
        return {}
    return {"answer": life().table.delete((record.pet_id, said["Record"]), WHATEVER_IS_THERE)}
