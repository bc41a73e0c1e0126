"""What `make run` promises: nothing entered is lost, nobody else gets in, no real account is touched."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from botocore.exceptions import ClientError
from django.conf import settings

from infra.local.data_format import FORMAT
from pettracker_site.aws.stack import DeploymentFailed, DeployResult, deploy
from tests.test_processes import IN_THE_BACKGROUND

from .conftest import EmbeddedAws, Run, launched

Start = Callable[[], EmbeddedAws]

TABLE = settings.PETS_TABLE
BUCKET = "pets-of-a-test"
PET = {"PetId": {"S": "rex"}, "Name": {"S": "Rex"}, "Weight": {"N": "31.4"}}
KEY = "photos/rex/first.jpg"


def provision(aws: EmbeddedAws, stack: str = "storage", bucket: str = BUCKET, **parameters: str) -> DeployResult:
    template = settings.STORAGE_TEMPLATE.read_text()
    stores = aws.client("cloudformation"), aws.client("dynamodb")
    return deploy(*stores, stack, template, {"BucketName": bucket, **parameters})


def fill(aws: EmbeddedAws) -> None:
    """A pet, and a photo in two versions of which the later is deleted."""
    provision(aws)
    s3 = aws.client("s3")
    for body in (b"first", b"second"):
        s3.put_object(Bucket=BUCKET, Key=KEY, Body=body, ContentType="image/jpeg", Metadata={"pet_id": "rex"})
    s3.delete_object(Bucket=BUCKET, Key=KEY)
    aws.client("dynamodb").put_item(TableName=TABLE, Item=PET)


def contents(aws: EmbeddedAws) -> dict[str, Any]:
    """What was filled in, as it is read back."""
    s3 = aws.client("s3")
    listing = s3.list_object_versions(Bucket=BUCKET)
    versions = {each["VersionId"]: each["IsLatest"] for each in listing["Versions"]}
    return {
        "items": aws.client("dynamodb").scan(TableName=TABLE)["Items"],
        "versions": versions,
        "markers": {each["VersionId"]: each["IsLatest"] for each in listing["DeleteMarkers"]},
        "objects": [
            (found["Body"].read(), found["ContentType"], found["Metadata"])
            for found in (s3.get_object(Bucket=BUCKET, Key=KEY, VersionId=version) for version in versions)
        ],
        "versioning": s3.get_bucket_versioning(Bucket=BUCKET)["Status"],
    }


def wait_until(condition: Callable[[], object], *, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def saved_tables(aws: EmbeddedAws) -> str:
    path = aws.state / "services" / "dynamodb.json"
    return path.read_text() if path.exists() else ""


def is_saved_since(aws: EmbeddedAws, moment: float) -> bool:
    """Whether each service's file is newer: they are written one after the other."""
    files = [aws.state / "services" / f"{service}.json" for service in ("dynamodb", "s3")]
    return all(file.exists() and file.stat().st_mtime > moment for file in files)


def test_everything_is_there_again_after_an_orderly_stop(start: Start) -> None:
    before = start()
    fill(before)
    expected = contents(before)
    assert expected["items"] == [PET]
    assert sorted(body for body, *_ in expected["objects"]) == [b"first", b"second"]

    assert before.end(signal.SIGTERM) == 0

    assert contents(start()) == expected


def test_everything_is_there_again_after_kill_9(start: Start) -> None:
    before = start()
    fill(before)
    filled = time.time()
    expected = contents(before)
    wait_until(lambda: is_saved_since(before, filled))

    before.end(signal.SIGKILL)

    after = start()
    assert contents(after) == expected
    assert provision(after) is DeployResult.UNCHANGED


def test_a_second_stack_leaves_what_is_in_the_first(running: EmbeddedAws) -> None:
    fill(running)
    with pytest.raises(DeploymentFailed, match="not of the stack another: PetTracker-Pets, PetTracker-Photos"):
        provision(running, "another", "another-bucket")
    assert contents(running)["items"] == [PET]


def test_a_second_site_beside_the_first_has_tables_of_its_own(running: EmbeddedAws) -> None:
    fill(running)
    assert provision(running, "another", "another-bucket", TablePrefix="Another-") is DeployResult.CREATED
    assert running.client("dynamodb").scan(TableName="Another-Pets")["Items"] == []
    assert contents(running)["items"] == [PET]


def test_a_changed_template_leaves_what_is_in_the_tables(running: EmbeddedAws) -> None:
    fill(running)
    template = settings.STORAGE_TEMPLATE.read_text().replace("NoncurrentDays: 30", "NoncurrentDays: 31")
    stores = running.client("cloudformation"), running.client("dynamodb")
    assert deploy(*stores, "storage", template, {"BucketName": BUCKET}) is DeployResult.UPDATED
    assert contents(running)["items"] == [PET]


def test_an_item_changed_after_a_restart_is_still_one_item(start: Start) -> None:
    before = start()
    fill(before)
    before.end(signal.SIGINT)

    after = start()
    after.client("dynamodb").put_item(TableName=TABLE, Item=PET | {"Name": {"S": "Rexina"}})

    assert after.client("dynamodb").scan(TableName=TABLE)["Items"] == [PET | {"Name": {"S": "Rexina"}}]


def test_a_read_saves_nothing(running: EmbeddedAws) -> None:
    fill(running)
    wait_until(lambda: "Rex" in saved_tables(running))
    time.sleep(1.5)  # a save that was due has happened
    files = list((running.state / "services").iterdir())
    before = {path: path.stat().st_mtime_ns for path in files}

    contents(running)
    dynamodb = running.client("dynamodb")
    dynamodb.get_item(TableName=TABLE, Key={"PetId": PET["PetId"]})
    dynamodb.query(
        TableName=TABLE,
        IndexName="OwnerId-index",
        KeyConditionExpression="OwnerId = :owner",
        ExpressionAttributeValues={":owner": {"S": "robin"}},
    )
    dynamodb.batch_get_item(RequestItems={TABLE: {"Keys": [{"PetId": PET["PetId"]}]}})
    dynamodb.describe_table(TableName=TABLE)
    time.sleep(1.5)

    assert {path: path.stat().st_mtime_ns for path in files} == before


def test_a_second_write_is_saved_too(running: EmbeddedAws) -> None:
    fill(running)
    wait_until(lambda: "Rex" in saved_tables(running))

    running.client("dynamodb").put_item(TableName=TABLE, Item=PET | {"Name": {"S": "Luna"}})

    wait_until(lambda: "Luna" in saved_tables(running), seconds=5)


def test_it_stops_when_its_parent_is_gone(start: Start) -> None:
    aws = start()
    fill(aws)
    assert aws.process.stdin is not None

    aws.process.stdin.close()

    assert aws.process.wait(timeout=20) == 0
    assert "Rex" in saved_tables(aws)


def test_a_busy_port_is_said_in_a_sentence(running: EmbeddedAws, tmp_path: Path) -> None:
    second = launched("--port", str(running.port), "--state", tmp_path)

    _, words = second.communicate(timeout=20)

    assert second.returncode == 1
    assert words == f"Port {running.port} is in use by another program; choose another one with --port.\n"


def test_a_folder_in_use_is_said_in_a_sentence(running: EmbeddedAws) -> None:
    second = launched("--port", "0", "--state", running.state)

    _, words = second.communicate(timeout=20)

    assert second.returncode == 1
    assert words == f"The folder {running.state} is in use by another embedded AWS; stop that one first.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8 to connect to")
def test_it_listens_on_127_0_0_1_only(running: EmbeddedAws) -> None:
    socket.create_connection(("127.0.0.1", running.port), timeout=5).close()

    for elsewhere in ("127.0.0.2", "::1"):
        with pytest.raises(OSError, match=r"refused|assign|unreachable"):
            socket.create_connection((elsewhere, running.port), timeout=5)


def test_a_photo_needs_a_signature(running: EmbeddedAws) -> None:
    provision(running)
    s3 = running.client("s3")
    s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"picture")
    signed = s3.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": KEY})

    assert urlopen(signed, timeout=5).read() == b"picture"
    with pytest.raises(HTTPError, match="403"):
        urlopen(signed.partition("?")[0], timeout=5)


REFUSED = {"dynamodb": r"UnrecognizedClientException|InvalidSignatureException", "s3": r"InvalidAccessKeyId|Signature"}


@pytest.mark.parametrize("pair", [("stranger", "local"), ("test", "test"), ("123456789012", "local"), ("local", "no")])
def test_every_other_key_pair_is_refused(running: EmbeddedAws, pair: tuple[str, str]) -> None:
    provision(running)
    running.client("s3").put_object(Bucket=BUCKET, Key=KEY, Body=b"picture")
    stranger = {service: running.client(service, pair) for service in ("dynamodb", "s3", "cloudformation")}

    with pytest.raises(ClientError, match=REFUSED["dynamodb"]):
        stranger["dynamodb"].scan(TableName=TABLE)
    with pytest.raises(ClientError, match=REFUSED["s3"]):
        stranger["s3"].get_object(Bucket=BUCKET, Key=KEY)
    with pytest.raises(ClientError, match=r"InvalidClientTokenId|SignatureDoesNotMatch"):
        stranger["cloudformation"].list_stacks()
    with pytest.raises(HTTPError, match="403"):
        urlopen(stranger["s3"].generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": KEY}), timeout=5)


def test_a_large_body_that_is_signed_is_taken(running: EmbeddedAws) -> None:
    provision(running)
    body = b"picture" * 500_000
    running.client("s3").put_object(Bucket=BUCKET, Key=KEY, Body=body)

    assert running.client("s3").get_object(Bucket=BUCKET, Key=KEY)["Body"].read() == body


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("address", ["/_ministack/reset", "/_ministack/config", "/"])
def test_what_no_key_opens_changes_nothing(running: EmbeddedAws, address: str, signed: bool) -> None:
    provision(running)
    made_up = {"Authorization": "AWS4-HMAC-SHA256 Credential=local/20250601/eu-central-1/s3/aws4_request"}
    request = Request(running.endpoint + address, method="POST", headers=made_up if signed else {})

    with pytest.raises(HTTPError, match=r"40[03]"):
        urlopen(request, timeout=5)
    assert TABLE in running.client("dynamodb").list_tables()["TableNames"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_a_web_page_in_the_browser_may_not_act(running: EmbeddedAws, method: str) -> None:
    request = Request(
        f"{running.endpoint}/_ministack/reset", method=method, headers={"Origin": "https://elsewhere.example"}
    )

    with pytest.raises(HTTPError, match="403") as refused:
        urlopen(request, timeout=5)
    assert refused.value.read() == b"Not for web pages.\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One run, from a shell in which a developer's own account is set up."""
    return Run(
        tmp_path_factory.mktemp("run"),
        AWS_PROFILE="work",
        AWS_ACCESS_KEY_ID="real",
        AWS_SESSION_TOKEN="real",
        AWS_ENDPOINT_URL_S3="https://s3.eu-central-1.amazonaws.com",
    )


def test_a_run_prepares_everything_and_then_serves(run: Run) -> None:
    assert run.commands == [
        "provision",
        "migrate --no-input",
        "createcachetable",
        "demo --first-time",
        f"runserver {run.port}",
    ]


def test_a_run_ends_its_start_with_the_address_and_the_demo_logins(run: Run) -> None:
    assert run.words_when_ready.endswith(
        f"\nPetTracker is ready: http://localhost:{run.port} (Ctrl-C stops it)\n\nDemo logins:\n  robin\n"
    )


def test_a_run_cannot_reach_a_real_account(run: Run) -> None:
    about_aws = {name: value for name, value in run.environment.items() if name.startswith("AWS_")}
    endpoint = about_aws.pop("AWS_ENDPOINT_URL")

    assert endpoint.startswith("http://127.0.0.1:")
    assert about_aws == {
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def test_ctrl_c_ends_a_run_with_all_that_belongs_to_it(run: Run) -> None:
    embedded = int(run.environment["AWS_ENDPOINT_URL"].rpartition(":")[2])

    assert run.status == 0
    assert "Traceback" not in run.words
    assert run.words.endswith("PetTracker has stopped. Everything is kept for the next start.\n")
    for port in (run.port, embedded):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=5)


def test_ctrl_c_ends_a_run_that_a_shell_started_in_the_background(tmp_path: Path) -> None:
    assert Run(tmp_path, before=IN_THE_BACKGROUND).status == 0


def test_a_run_sets_data_of_another_format_aside_and_says_so(tmp_path: Path) -> None:
    for number in range(2):
        (tmp_path / str(number) / ".local" / "aws" / "services").mkdir(parents=True)
        (tmp_path / str(number) / ".local" / "db.sqlite3").write_text("accounts")
    (tmp_path / "1" / ".local" / "aws" / "format").write_text(FORMAT)

    moved, kept = Run(tmp_path / "0"), Run(tmp_path / "1")

    (aside,) = (tmp_path / "0" / ".local").glob("before-*")
    assert f"It was set aside, with the accounts, in {aside}.\n" in moved.words
    assert (aside / "aws" / "services").is_dir()
    assert (aside / "db.sqlite3").read_text() == "accounts"
    assert (tmp_path / "0" / ".local" / "aws" / "format").read_text() == FORMAT
    assert "set aside" not in kept.words
    assert (tmp_path / "1" / ".local" / "db.sqlite3").exists()


def test_a_step_that_fails_is_named_and_ends_the_run(tmp_path: Path) -> None:
    failed = Run(tmp_path, FAILING="migrate")

    assert failed.status == 1
    assert failed.words.endswith("failed\nno room left\n\n`manage.py migrate --no-input` failed.\n")
    assert failed.commands[-1] == "migrate --no-input"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", failed.port + 1), timeout=5)


def test_a_rehearsal_serves_by_gunicorn_in_production_settings_with_a_key_of_its_own(tmp_path: Path) -> None:
    run = Run(tmp_path, "--production")

    assert run.commands[-3:] == [
        "demo --first-time",
        "collectstatic --no-input",
        f"-c infra/gunicorn.conf.py --bind 127.0.0.1:{run.port}",
    ]
    assert run.environment["DJANGO_SETTINGS_MODULE"] == "pettracker_site.settings.production"
    assert len(run.environment["DJANGO_SECRET_KEY"]) > 50
    # Second factors that were set up by `make run` are read by `make serve`, and the other way round.
    assert run.environment["PETTRACKER_MFA_KEYS"] in Path("pettracker_site/settings/local.py").read_text()
    assert run.environment["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert run.status == 0
