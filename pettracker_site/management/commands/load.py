import enum
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from pets.domain import Pet
from pets.life.repository import life
from pets.medicines.days import Repeat
from pets.medicines.domain import Medicine, Unit
from pets.medicines.schedule import Schedule
from pets.profile import Kind, Profile
from pets.weights.repository import add_pet, first_of
from pettracker_site.aws import times
from pettracker_site.aws.dynamo import Attr, Write
from pettracker_site.aws.errors import Conflict
from pettracker_site.files.quota import QuotaExceeded
from pettracker_site.management.made_medicines import Taken, counted, with_doses
from pettracker_site.models import User

_NAMES = ("Bella", "Luna", "Max", "Milo", "Coco", "Rocky", "Nala", "Oscar", "Ruby", "Teddy", "Willow", "Ziggy")
_AT_ONCE = 8
_ONE_IN = 4  # pets is given a medicine, twice a day
_DAYS_GIVEN = 7


class LoadResult(enum.Enum):
    THERE = "there, as it was made"
    CHANGED = "there, and another by now"
    NO_ROOM = "its owner has as many pets as allowed"


_LEFT_ALONE = {
    LoadResult.CHANGED: "Left alone, since they were changed after an earlier load: {count}.",
    LoadResult.NO_ROOM: "Left out, since their owners have as many pets as allowed (PETTRACKER_QUOTA_PETS): {count}.",
}


class Command(BaseCommand):
    help = "Fills in many owners with many pets, to see how lists do at size. For one's own machine only."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--pets", type=int, default=20_000)
        parser.add_argument("--owners", type=int, default=2_000)

    def handle(self, *args: Any, **options: Any) -> None:
        """The same owners and pets each time: what is there already stays as it is, so it may be cut off."""
        if not settings.DEBUG:
            raise CommandError("A load is for local use only.")
        owners = _owners(options["owners"])
        made = _pets(options["pets"], owners)
        outcomes: Counter[LoadResult] = Counter()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for outcome in tqdm(pool.map(_add, made, count()), total=options["pets"], unit=" pets", file=self.stderr):
                outcomes[outcome] += 1
        there = outcomes[LoadResult.THERE] + outcomes[LoadResult.CHANGED]
        self.stdout.write(f"{there} pets of {len(owners)} owners are there.")
        for outcome, words in _LEFT_ALONE.items():
            if outcomes[outcome]:
                self.stdout.write(words.format(count=outcomes[outcome]))


def _add(pet: Pet, number: int) -> LoadResult:
    pet, given = _given_medicine(pet) if number % _ONE_IN == 0 else (pet, {})
    try:
        add_pet(pet, first_of(pet), **given)
    except QuotaExceeded:
        return LoadResult.NO_ROOM
    except Conflict:  # edited, in the trash, on its way out, or somebody else's by now
        return LoadResult.CHANGED
    return LoadResult.THERE


def _owners(count: int) -> list[User]:
    """People nobody can log in as."""
    addresses = [f"load-{number}@example.com" for number in range(count)]
    nobodys = make_password(None)
    people = [User(email=address, password=nobodys) for address in addresses]
    User.objects.bulk_create(people, ignore_conflicts=True, batch_size=500)
    return list(User.objects.filter(email__startswith="load-").order_by("email")[:count])


def _pets(count: int, owners: list[User]) -> Iterator[Pet]:
    chance = random.Random(1)  # noqa: S311 - the same pets each time
    now = times.now()
    for number in range(count):
        name, kind = f"{chance.choice(_NAMES)} {number}", chance.choice(list(Kind))
        profile = Profile(name, kind, weight=Decimal(chance.randrange(1, 300)) / 10)
        yield Pet.new(owners[number % len(owners)].key, f"load/{number}", profile, now - timedelta(minutes=number))


def _given_medicine(pet: Pet) -> tuple[Pet, dict[str, Write]]:
    """The pet with a medicine that is due, and the writes of that and of its doses of the days before."""
    now = times.now()
    began = now.date() - timedelta(days=_DAYS_GIVEN)
    schedule = Schedule(repeat=Repeat.DAILY, anchor=began, times=(time(8), time(20)), zone="UTC")
    taken = [Taken(wall) for wall in schedule.between(began, now.date() - timedelta(days=1))]
    medicine = Medicine(
        pet_id=pet.id,
        id=Medicine.id_for(pet.id, pet.owner_id, "load"),
        on=began,
        by=pet.owner_id,
        created_at=now,
        updated_at=now,
        name="Drops",
        dose=Decimal(2),
        unit=Unit.DROP,
        schedule=schedule,
    )
    medicine = counted(medicine, taken)
    becomes, doses = with_doses(pet, medicine, taken)
    put = life().table.put(life().item(medicine), Attr("Record").not_exists())
    return becomes, {"medicine": put, **doses}
