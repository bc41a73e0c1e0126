"""PetTracker in production settings on a canned DynamoDB; no network is needed."""

import os
import secrets
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.aws import KEYS, ROOT
from benchmarks.canned import canned_dynamodb

_PREPARE = """
import sys
from django.core.management import call_command
for command in (["migrate", "--no-input"], ["createcachetable"], ["collectstatic", "--no-input"]):
    call_command(*command, verbosity=0)
"""


def production(folder: Path) -> dict[str, str]:
    """An environment for production settings, with a database and static files in the folder."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        **KEYS,
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "localhost,127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "benchmarks.ours.settings",
        "DJANGO_SECRET_KEY": secrets.token_urlsafe(64),
        "PETTRACKER_MFA_KEYS": b64encode(os.urandom(32)).decode().translate(str.maketrans("+/", "-_")),
        "DJANGO_ALLOWED_HOSTS": "pets.example,localhost,127.0.0.1",
        "PETTRACKER_BUCKET": "pettracker-photos",
        "EMAIL_URL": "consolemail://",
        "DEFAULT_FROM_EMAIL": "pets@pets.example",
        "DATABASE_URL": f"sqlite:///{folder}/ours.sqlite3",
        "DJANGO_STATIC_ROOT": str(folder / "static"),
        "PEER_FOLDER": str(folder),
    }


def python(code: str, environment: dict[str, str]) -> str:
    """What the code prints, after Django is set up."""
    program = f"import django\ndjango.setup()\n{code}"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit("What is measured does not start.")
    return done.stdout


def prepare(environment: dict[str, str]) -> None:
    """The tables of the database, and the static files."""
    python(_PREPARE, environment)


@contextmanager
def on_canned_dynamodb(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of PetTracker, and of the peer, while the endpoint answers."""
    environment = production(folder)
    prepare(environment)
    os.environ.update(environment)
    import django

    django.setup()
    from benchmarks.ours.answers import answers

    with canned_dynamodb(folder, answers()) as endpoint:
        os.environ["AWS_ENDPOINT_URL_DYNAMODB"] = endpoint
        yield environment | {"AWS_ENDPOINT_URL_DYNAMODB": endpoint}
