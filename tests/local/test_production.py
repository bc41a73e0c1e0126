"""The site in production settings, by gunicorn, with the embedded AWS: a photo all the way, and an end in between."""

import re
import signal
import time

import pytest

from tests import processes
from tests.local.conftest import KEYS, EmbeddedAws
from tests.pictures import jpeg
from tests.production import python
from tests.servers.gunicorn import HEADERS, Gunicorn

BUCKET = "pets-of-production"
TOKEN = "a" * 32
OWNER = """
import django
django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from pets.domain import Pet
from pets.profile import Kind, Profile
from pets.repository import pets
from pettracker_site.aws import times
from pettracker_site.models import User
user = User.objects.create_user("robin@example.com", "a-long-enough-word")
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session.save()
pet = pets().add(Pet.new(user.key, "nonce", Profile("Rex", Kind.DOG), times.now()))
print(session.session_key, pet.id)
"""


@pytest.fixture
def site(running: EmbeddedAws, tmp_path, static_files):
    aws = KEYS | {"AWS_ENDPOINT_URL": running.endpoint, "PETTRACKER_BUCKET": BUCKET}
    done = python("manage.py", "provision", DATABASE_URL="sqlite://:memory:", **aws)
    assert done.returncode == 0, done.stderr
    one = Gunicorn(tmp_path, static_files, WEB_CONCURRENCY="1", **aws)
    yield one
    processes.kill(one.process)


def test_an_upload_that_has_begun_is_kept_though_the_server_is_told_to_stop(site, running):
    made = python("-c", OWNER, **site.environment)
    assert made.returncode == 0, made.stderr
    session, pet = made.stdout.split()
    headers = HEADERS | {
        "Origin": "https://pets.example",
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "Content-Type": "multipart/form-data; boundary=part",
    }
    body = (
        f'--part\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{TOKEN}\r\n'
        '--part\r\nContent-Disposition: form-data; name="photos"; filename="rex.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    ).encode() + jpeg(640, 480).getvalue() + b"\r\n--part--\r\n"  # fmt: skip
    upload = site.connect()
    upload.putrequest("POST", f"/pets/{pet}/photos/add/", skip_host=True)
    for name, value in {**headers, "Content-Length": str(len(body))}.items():
        upload.putheader(name, value)
    upload.endheaders(body[: len(body) // 2])
    time.sleep(0.5)  # half of the photo has arrived
    site.process.send_signal(signal.SIGTERM)
    time.sleep(1.5)
    upload.send(body[len(body) // 2 :])

    answer = upload.getresponse()
    assert (answer.status, answer.headers["Location"].partition("?")[0]) == (302, f"/pets/{pet}/")
    assert site.process.wait(30) == 0
    kept = running.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=f"photos/{pet}/")["Contents"]
    assert [re.sub(r"[^/]+\.jpg", "*.jpg", each["Key"]) for each in kept] == [f"photos/{pet}/*.jpg"]
    [line] = [line for line in site.log if line.get("route") == "photos:add"]
    assert line["status"] == 302
    assert line["aws_calls"] > 4  # four objects and their records
