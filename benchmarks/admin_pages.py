"""What an admin's page asks of AWS, with few pets and with very many: `python -m benchmarks.admin_pages`.

On the embedded AWS, which this starts and fills by `manage.py load`. Exits with 1 where a page asks for more with many.
"""

import io
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.aws import django_on, embedded_aws
from benchmarks.goals import Measure, conclude, show

FEW = {"pets": 25, "owners": 25}  # one page of each list, full
MANY = {"pets": 20_000, "owners": 2_000}


def measures() -> Iterator[Measure]:
    with tempfile.TemporaryDirectory() as name, embedded_aws(Path(name)) as endpoint:
        prepare(Path(name), endpoint)
        few, many = calls_with(FEW), calls_with(MANY)
    for page, calls in many.items():
        what = f"{page}: AWS calls with {MANY['pets']:,} pets, of those with {FEW['pets']}"
        yield Measure(what, calls / few[page], 1.0, details=f"{few[page]}, {calls}")


def prepare(folder: Path, endpoint: str) -> None:
    """Django on the embedded AWS, with its tables and a database in a file, which threads share."""
    django_on(endpoint, DATABASE_URL=f"sqlite:///{folder}/accounts.sqlite3", LOG_LEVEL="WARNING")
    from django.core.management import call_command

    for command in (["migrate", "--no-input"], ["createcachetable"]):
        call_command(*command, stdout=io.StringIO())


def calls_with(load: dict[str, int]) -> dict[str, int]:
    """How many calls each page makes, by the `Server-Timing` that it is answered with."""
    from django.core.management import call_command
    from django.test import Client

    from pets.domain import Status
    from pets.life.repository import life
    from pets.lists import pet_lists
    from pets.weights.domain import Weight
    from pettracker_site.models import User

    call_command("load", **load, stdout=io.StringIO())
    call_command("count_records", stdout=io.StringIO())
    admin, _ = User.objects.get_or_create(email="admin@example.com", is_staff=True, is_superuser=True)
    client = Client(headers={"host": "localhost"})
    client.force_login(admin)
    pet = pet_lists().newest(Status.ACTIVE).items[0]
    (weight,) = life().newest(Weight, pet.id, most=1)
    pages = {
        "dashboard": "/admin/",
        "pets": "/admin/pets/",
        "pets in the trash": "/admin/pets/?status=deleted",
        "dogs": "/admin/pets/?kind=dog",
        "pets of a day": f"/admin/pets/?since={pet.created_at:%Y-%m-%d}&until={pet.created_at:%Y-%m-%d}",
        "pets by name": "/admin/pets/?q=Bella",
        "pets of an owner": f"/admin/pets/?owner={pet.owner_id}",
        "a pet": f"/admin/pets/{pet.id}/",
        "a pet's history": f"/admin/pets/{pet.id}/history/",
        "photos": "/admin/photos/",
        "weights of all pets": "/admin/records/?kind=weight",
        "weights of a pet": f"/admin/records/?kind=weight&pet={pet.id}",
        "a weight": f"/admin/records/weight/{pet.id}/{weight.id}/",
        "people": "/admin/pettracker_site/user/",
        "a person": f"/admin/pettracker_site/user/{pet.owner_id}/change/",
        "trail": "/admin/trail/",
        "integrity": "/admin/integrity/",
    }
    return {page: calls_of(client, address) for page, address in pages.items()}


def calls_of(client: Any, address: str) -> int:
    response = client.get(address)
    assert response.status_code == 200, f"{response.status_code} for {address}"
    return int(re.search(r'desc="(\d+) calls"', response["Server-Timing"])[1])


if __name__ == "__main__":
    sys.exit(conclude(show("admin_pages", measures())))
