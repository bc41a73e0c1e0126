"""No log and no page tells what only its owner may know."""

import logging
import re

import pytest

from pettracker_site.web import logs
from tests.people import PASSWORD
from tests.pictures import jpeg
from tests.production import python
from tests.site.forms import edit_form, file

pytestmark = pytest.mark.usefixtures("aws")
SECRET = re.compile(r"X-Amz-(?:Signature|Credential|Security-Token)", re.IGNORECASE)


@pytest.fixture
def logged(caplog):
    """Everything from the finest level on; of botocore from WARNING on, as production's settings say."""
    logging.getLogger("botocore").setLevel(logging.WARNING)
    caplog.set_level(logging.DEBUG)
    yield caplog
    logging.getLogger("botocore").setLevel(logging.NOTSET)


def test_pages_full_of_signed_addresses_leave_none_in_the_log(logged, as_owner, pet, add_photo):
    photo = add_photo(pet)
    paths = ["/pets/", f"/pets/{pet.id}/", f"/pets/{pet.id}/photos/{photo.id}/", f"/pets/{pet.id}/photos/selected/"]
    assert all(SECRET.search(as_owner.get(path).text) for path in paths)
    assert SECRET.search(as_owner.get(f"/pets/{pet.id}/photos/{photo.id}/original/")["Location"])
    assert as_owner.get(f"/pets/{pet.id}/photos/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert logged.records  # something was written at all
    assert not SECRET.search(logged.text)


def test_what_is_sent_by_forms_is_not_in_the_log(logged, client, as_owner, owner, pet):
    client.post("/accounts/login/", {"login": owner.email, "password": f"{PASSWORD}-mistyped"})
    client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    as_owner.post(f"/pets/{pet.id}/edit/", edit_form(pet, notes="our secret place"))
    as_owner.post(f"/pets/{pet.id}/photos/add/", {"photos": file("private-name.jpg", jpeg())})
    ours = "\n".join(record.getMessage() for record in logged.records if not record.name.startswith("django.db"))
    assert PASSWORD not in ours
    assert "secret place" not in ours
    assert "private-name" not in ours
    assert client.cookies["sessionid"].value not in ours


def test_a_text_full_of_question_marks_is_looked_through_once():
    """A signature is sought from the last "?" before it: from each of them to the end is the square of the length."""
    told = logs.without_secrets(None, "", {"event": "?a?X-Amz-Signature=abc?d"})
    assert told["event"] == "?a?[signature]"


def test_production_keeps_the_library_that_knows_credentials_quiet():
    program = """
import logging.config
from pettracker_site.settings import production
logging.config.dictConfig(production.LOGGING)
print(logging.getLogger("botocore.auth").getEffectiveLevel())
"""
    answer = python("-c", program, LOG_LEVEL="DEBUG")
    assert answer.stdout.split()[-1:] == [str(logging.WARNING)], answer.stderr


@pytest.mark.parametrize("path", ["/pets/", "/pets/{pet}/", "/nowhere/"])
def test_no_page_tells_keys_or_settings(as_owner, pet, add_photo, settings, path):
    add_photo(pet)
    html = as_owner.get(path.format(pet=pet.id)).text
    assert "Traceback" not in html
    assert "AWS_SECRET" not in html
    assert settings.PHOTOS_TABLE not in html
