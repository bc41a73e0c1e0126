"""People for tests: with a verified address, as after signing up."""

from datetime import datetime

from allauth.account.models import EmailAddress

from pets.domain import Pet
from pets.repository import pets
from pets.roles import Member, Role
from pettracker_site.aws.dynamo import Attr, Update
from pettracker_site.models import User

PASSWORD = "a-long-enough-word"


def make_person(email: str, **fields) -> User:
    person = User.objects.create_user(email, PASSWORD, **fields)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def let_in(pet: Pet, person_id: str, role: Role, *, until: datetime | None = None) -> Pet:
    """The pet with one more member, or with another role of theirs."""
    return with_members(pet, {**pet.members, person_id: Member(role, pet.created_at, until).to_item()})


def with_members(pet: Pet, members: dict) -> Pet:
    return Pet.from_item(pets().table.update(pet.id, Update({"Members": members}), Attr("PetId").exists()).run())
