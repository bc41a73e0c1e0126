from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pets.age import born_about
from pets.domain import Pet, Status
from pets.profile import Kind, Profile, Sex
from pets.repository import AlreadyAdded
from pets.weights.repository import add_pet, first_of
from pettracker_site.aws import times
from pettracker_site.aws.errors import Conflict
from pettracker_site.management import demo_life
from pettracker_site.models import User
from photos.upload.services import Uploader, uploader

PICTURES = settings.BASE_DIR / "infra" / "demo" / "pictures"
DAYS_BETWEEN_PHOTOS = 23


class Login(NamedTuple):
    email: str
    password: str
    name: str
    words: str


OWNER = Login("robin@example.com", "biscuit-and-miso", "Robin", "an owner with several pets and photos")
SECOND = Login("sam@example.com", "clover-and-juno", "Sam", "a second owner, with photos of a year ago today")
ADMIN = Login("admin@example.com", "keeper-of-records", "Alex", "an admin")


class Command(BaseCommand):
    help = "Fills in demo data: owners with pets, photos and records, and an admin. For one's own machine only."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--first-time", action="store_true", help="do nothing where the demo data was filled in before"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Demo data has well-known passwords and is for local use only.")
        # The admin is made last, and so tells whether everything before was filled in to its end.
        if not (options["first_time"] and User.objects.filter(email=ADMIN.email).exists()):
            self._fill()
        self.stdout.write("\nDemo logins:")
        for login in (OWNER, SECOND, ADMIN):
            self.stdout.write(f"  {login.email:<20} {login.password:<20} {login.words}")

    def _fill(self) -> None:
        robin = _person(OWNER)
        for profile in _robins_pets():
            self._pet(robin, profile)
        sam = _person(SECOND, weight_unit=User.WeightUnit.POUNDS)
        for profile in _sams_pets():
            self._pet(sam, profile, last=_days_since_this_day_last_year())
        _person(ADMIN, is_staff=True, is_superuser=True)
        call_command("count_records", stdout=StringIO())  # so that the admin's first page has its numbers

    def _pet(self, owner: User, profile: Profile, *, last: int = 0) -> None:
        """A pet whose last photo was taken so many days ago.

        The same pet and photos however often this runs: the name is the nonce, and the same bytes go in once.
        """
        try:
            new = Pet.new(owner.key, f"demo/{profile.name}", profile, times.now())
            pet = add_pet(new, first_of(new))
        except AlreadyAdded as before:
            pet = before.pet  # edited meanwhile, and left so
        except Conflict:
            pet = None  # somebody else's by now
        if pet is None or pet.status != Status.ACTIVE:
            self.stdout.write(f"  {profile.name} was left alone: it is not here any more.")
            return
        for age, path in enumerate(sorted(PICTURES.glob(f"{profile.name.lower()}-*.jpg"), reverse=True)):
            self._photo(pet, path, days_ago=last + age * DAYS_BETWEEN_PHOTOS)
        if profile.name == "Biscuit":
            demo_life.fill(pet)
        self.stdout.write(f"  {profile.name}")

    def _photo(self, pet: Pet, path: Path, *, days_ago: int) -> None:
        taken = times.now() - timedelta(days=days_ago)
        demo = Uploader(uploader().repository, uploader().storage, clock=lambda: taken)
        with path.open("rb") as file:
            demo.upload(pet, pet.owner_id, file, zone=timezone.get_current_timezone())


def _person(login: Login, **fields: Any) -> User:
    user = User.objects.filter(email=login.email).first()
    if user is None:
        user = User.objects.create_user(login.email, login.password, name=login.name, **fields)
    EmailAddress.objects.get_or_create(user=user, email=login.email, defaults={"verified": True, "primary": True})
    return user


def _days_since_this_day_last_year() -> int:
    today = timezone.localdate()
    then = today.replace(year=today.year - 1, day=1) + timedelta(days=today.day - 1)
    return (today - then).days


def _robins_pets() -> list[Profile]:
    today = timezone.localdate()
    return [
        Profile(
            "Biscuit",
            Kind.DOG,
            "Golden retriever",
            Sex.MALE,
            birth_date=today - timedelta(days=4 * 365 + 40),
            adopted_on=today - timedelta(days=4 * 365 - 24),
            weight=Decimal("31.4"),
            colour="Golden, white chest",
            microchip="276098106123456",
            notes="Loves the beach.\nAfraid of balloons.",
        ),
        Profile(
            "Miso",
            Kind.CAT,
            "European shorthair",
            Sex.FEMALE,
            birth_date=born_about(2, 0, today),
            birth_approximate=True,
            weight=Decimal("4.2"),
            colour="Grey tabby",
        ),
        Profile("Pepper", Kind.BIRD, "Budgerigar", Sex.UNKNOWN, weight=Decimal("0.038"), colour="Green and yellow"),
        Profile("Clover", Kind.RABBIT, sex=Sex.FEMALE, birth_date=today - timedelta(days=130), weight=Decimal("1.9")),
    ]


def _sams_pets() -> list[Profile]:
    today = timezone.localdate()
    return [
        Profile(
            "Juno",
            Kind.HORSE,
            "Haflinger",
            Sex.FEMALE,
            birth_date=born_about(11, 0, today),
            birth_approximate=True,
            weight=Decimal("430"),
            colour="Chestnut",
        ),
        Profile(
            "Sol",
            Kind.REPTILE,
            "Leopard gecko",
            Sex.MALE,
            birth_date=born_about(3, 6, today),
            birth_approximate=True,
            weight=Decimal("0.06"),
        ),
    ]
