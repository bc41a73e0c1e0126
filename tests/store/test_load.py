"""Many pets of many owners at one command, for one's own machine."""

import pytest
from django.core.management import CommandError, call_command

from pets.domain import Status
from pets.lists import pet_lists

pytestmark = pytest.mark.django_db


def test_a_load_is_the_same_however_often_it_runs(aws, settings):
    settings.DEBUG = True
    for _ in range(2):
        call_command("load", pets=12, owners=3)
    found = list(pet_lists().each(Status.ACTIVE))
    assert len(found) == 12
    assert len({pet.owner_id for pet in found}) == 3


def test_a_load_is_for_ones_own_machine_only(aws):
    with pytest.raises(CommandError):
        call_command("load", pets=1, owners=1)
