"""People for tests: with a verified address, as after signing up."""

from allauth.account.models import EmailAddress

from pettracker_site.models import User

PASSWORD = "a-long-enough-word"


def make_person(email: str, **fields) -> User:
    person = User.objects.create_user(email, PASSWORD, **fields)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person
