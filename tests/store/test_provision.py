"""`infra/storage.yaml` as it stands after `manage.py provision`."""

import itertools
import re
from collections.abc import Iterator
from io import StringIO

import boto3
import pytest
from botocore.stub import Stubber
from django.conf import settings as project
from django.core.management import CommandError, call_command

from pettracker_site.aws import clients
from pettracker_site.aws.stack import deploy
from tests.aws import reset

pytestmark = pytest.mark.usefixtures("aws")

INDEXES = {
    "PetTracker-Pets": {
        "OwnerId-index": ["OwnerId", "StatusName"],
        "AdminShard-index": ["AdminShard", "AdminTime"],
        "AdminKind-index": ["AdminKind", "AdminTime"],
        "AdminName-index": ["AdminName", "SortName"],
        "Microchip-index": ["Microchip"],
        "OwnerDue-index": ["DueOwnerId", "NextDue"],
    },
    "PetTracker-Photos": {
        "PetId-index": ["PetId", "StatusTakenAt"],
        "AdminShard-index": ["AdminShard", "AdminTime"],
        "OwnerDay-index": ["OwnerId", "OwnerDay"],
        "Favourite-index": ["FavouritePetId", "TakenAt"],
        "OwnerFavourite-index": ["FavouriteOwnerId", "TakenAt"],
    },
    "PetTracker-Accounts": {},
    "PetTracker-Audit": {"Actor-index": ["ActorId", "At"], "Day-index": ["DayShard", "At"]},
    "PetTracker-Records": {
        "List-index": ["PetId", "ListKey"],
        "Timeline-index": ["PetId", "TimelineKey"],
        "Series-index": ["PetId", "SeriesKey"],
        "AdminShard-index": ["AdminShard", "AdminTime"],
    },
}


_numbers = itertools.count(1)
_regions = (
    name for name in boto3.Session().get_available_regions("dynamodb") if name.startswith(("us-", "eu-w", "ca-"))
)


@pytest.fixture
def empty_account(aws, settings) -> Iterator[None]:
    """A region in which nothing was deployed yet."""
    settings.AWS_REGION, settings.FILE_BUCKET = next(_regions), f"another-bucket-{next(_numbers)}"
    reset()
    yield
    reset()


def provision() -> str:
    out = StringIO()
    call_command("provision", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("table", INDEXES)
def test_every_index_of_the_design_is_there(table):
    described = clients.dynamodb().describe_table(TableName=table)["Table"]
    found = {
        index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
        for index in [*described.get("LocalSecondaryIndexes", []), *described.get("GlobalSecondaryIndexes", [])]
    }
    assert found == INDEXES[table]


def test_provisioning_twice_changes_nothing():
    assert "nothing to do" in provision()


@pytest.mark.usefixtures("empty_account")
def test_provisioning_an_empty_account_says_what_it_made():
    assert "Created the storage stack" in provision()
    assert "nothing to do" in provision()


@pytest.mark.usefixtures("empty_account")
def test_a_changed_template_updates_the_stack(settings, tmp_path):
    provision()
    changed = tmp_path / "storage.yaml"
    changed.write_text(project.STORAGE_TEMPLATE.read_text().replace("NoncurrentDays: 30", "NoncurrentDays: 31"))
    settings.STORAGE_TEMPLATE = changed
    assert "Updated the storage stack" in provision()


@pytest.mark.usefixtures("empty_account")
def test_a_second_site_in_the_account_has_a_stack_and_a_prefix_of_its_own(settings):
    provision()
    settings.STORAGE_STACK, settings.TABLE_PREFIX = "another", "Another-"
    settings.FILE_BUCKET += "-of-another"
    assert "Created the storage stack another" in provision()
    names = clients.dynamodb().list_tables()["TableNames"]
    assert {f"Another-{name}" for name in ("Pets", "Photos", "Accounts", "Audit", "Records")} <= set(names)


@pytest.mark.usefixtures("empty_account")
def test_tables_of_another_stack_are_refused_before_anything_is_made(settings):
    provision()
    settings.STORAGE_STACK = "another"
    settings.FILE_BUCKET += "-of-another"
    with pytest.raises(CommandError, match=r"not of the stack another: PetTracker-Pets, .*PETTRACKER_TABLE_PREFIX"):
        provision()
    assert settings.FILE_BUCKET not in [each["Name"] for each in clients.s3().list_buckets()["Buckets"]]


@pytest.mark.usefixtures("empty_account")
@pytest.mark.parametrize(
    ("setting", "named"), [("TABLE_PREFIX", "TablePrefix PetTracker-"), ("FILE_BUCKET", "BucketName ")]
)
def test_a_stack_that_stands_keeps_its_names(settings, setting, named):
    provision()
    setattr(settings, setting, "another-1")
    with pytest.raises(CommandError, match=f"the stack PetTracker-storage has {named}.* not changed to another-1"):
        provision()


@pytest.mark.usefixtures("empty_account")
def test_a_stack_from_before_there_was_a_prefix_keeps_its_tables(settings, tmp_path):
    text = project.STORAGE_TEMPLATE.read_text()
    before = re.sub(r"  TablePrefix:\n( {4}.*\n)+", "", text).replace("${TablePrefix}", "PetTracker-")
    deploy(clients.cloudformation(), clients.dynamodb(), settings.STORAGE_STACK, before, {"BucketName": "of-before"})
    settings.FILE_BUCKET, settings.TABLE_PREFIX = "of-before", "Another-"
    with pytest.raises(CommandError, match=r"PetTracker-storage has tables of other names.*: PetTracker-Accounts, "):
        provision()
    settings.TABLE_PREFIX = "PetTracker-"
    assert "Updated the storage stack" in provision()


@pytest.mark.parametrize("call", ["describe_stacks", "create_stack"])
def test_a_name_or_value_that_cloudformation_does_not_take_is_told_in_its_words(aws, call, settings):
    settings.TABLE_PREFIX = "Free-"
    with Stubber(clients.cloudformation()) as stub:
        if call == "create_stack":
            stub.add_client_error("describe_stacks", "ValidationError", "Stack with id x does not exist")
        stub.add_client_error(call, "ValidationError", "Value 'my_stack' failed to satisfy constraint")
        with pytest.raises(CommandError, match=r"could not be deployed.*'my_stack' failed to satisfy constraint"):
            provision()


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        ("ROLLBACK_COMPLETE", "delete the stack PetTracker-storage, which holds nothing"),
        ("ROLLBACK_FAILED", "could not be taken away; look at the events of the stack PetTracker-storage"),
        ("CREATE_FAILED", "was not rolled back"),
        ("DELETE_FAILED", "somebody deleted it"),
        ("UPDATE_ROLLBACK_FAILED", "continue-update-rollback --stack-name PetTracker-storage"),
        ("UPDATE_FAILED", "roll the stack PetTracker-storage back"),
        ("REVIEW_IN_PROGRESS", "a change set was made for it"),
        ("UPDATE_IN_PROGRESS", "try again when that is done"),
        ("DELETE_IN_PROGRESS", "try again when that is done"),
        ("IMPORT_ROLLBACK_FAILED", "takes no update; look at its events"),
    ],
)
def test_a_stack_that_takes_no_update_is_told_with_what_to_do_first(status, advice):
    with Stubber(clients.cloudformation()) as stub:
        stack = {"StackName": "x", "CreationTime": "2025-01-01", "StackStatus": status}
        stub.add_response("describe_stacks", {"Stacks": [stack]})
        with pytest.raises(CommandError, match=f"{advice}.*{status}"):
            provision()


@pytest.mark.usefixtures("empty_account")
def test_a_stack_that_is_rolled_back_is_told_in_words():
    with Stubber(clients.cloudformation()) as stub:
        stub.add_client_error("describe_stacks", "ValidationError", "Stack with id x does not exist")
        stub.add_response("create_stack", {"StackId": "x"})
        stack = {"StackName": "x", "CreationTime": "2025-01-01", "StackStatus": "ROLLBACK_COMPLETE"}
        stub.add_response("describe_stacks", {"Stacks": [stack]})
        failed = {"StackId": "x", "EventId": "1", "StackName": "x", "Timestamp": "2025-01-01"}
        failed |= {
            "LogicalResourceId": "PhotoBucket",
            "ResourceStatus": "CREATE_FAILED",
            "ResourceStatusReason": "name taken",
        }
        stub.add_response("describe_stack_events", {"StackEvents": [failed]})
        with pytest.raises(CommandError, match="could not be deployed: PhotoBucket: name taken"):
            provision()
