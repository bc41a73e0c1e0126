"""`infra/storage.yaml` as it stands after `manage.py provision`."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO

import boto3
import pytest
from botocore.stub import Stubber
from cfnlint.decode import cfn_yaml
from django.conf import settings as project
from django.core.management import CommandError, call_command

from pets.domain import Pet
from pettracker_site.aws import clients
from pettracker_site.aws.stack import deploy
from photos.domain import Photo
from tests.aws import reset
from tests.store.makers import new_pet, new_photo

pytestmark = pytest.mark.usefixtures("aws")

PET = new_pet()
PHOTO = replace(new_photo(PET), favourite=True).activated()
INDEXES = {
    "PetTracker-Pets": {
        "OwnerId-index": ["OwnerId", "StatusName"],
        "AdminShard-index": ["AdminShard", "AdminTime"],
        "AdminKind-index": ["AdminKind", "AdminTime"],
        "AdminName-index": ["AdminName", "SortName"],
        "Microchip-index": ["Microchip"],
    },
    "PetTracker-Photos": {
        "PetId-index": ["PetId", "StatusTakenAt"],
        "AdminShard-index": ["AdminShard", "AdminTime"],
        "OwnerDay-index": ["OwnerId", "OwnerDay"],
        "Favourite-index": ["FavouritePetId", "TakenAt"],
    },
    "PetTracker-Accounts": {},
    "PetTracker-Audit": {"Actor-index": ["ActorId", "At"], "Day-index": ["DayShard", "At"]},
}
ALBUM = ("PetTracker-Pets", "PetTracker-Photos")


_numbers = itertools.count(1)
_regions = (
    name for name in boto3.Session().get_available_regions("dynamodb") if name.startswith(("us-", "eu-w", "ca-"))
)


@pytest.fixture
def empty_account(aws, settings) -> Iterator[None]:
    """A region in which nothing was deployed yet."""
    settings.AWS_REGION, settings.PHOTO_BUCKET = next(_regions), f"another-bucket-{next(_numbers)}"
    reset()
    yield
    reset()


def template() -> dict:
    return cfn_yaml.load(str(project.STORAGE_TEMPLATE))


def provision() -> str:
    out = StringIO()
    call_command("provision", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("table", INDEXES)
def test_every_index_of_the_design_is_there(table):
    described = clients.dynamodb().describe_table(TableName=table)["Table"]
    found = {
        index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
        for index in described.get("GlobalSecondaryIndexes", [])
    }
    assert found == INDEXES[table]


def referred_to(value) -> set[str]:
    """The names of all resources and parameters that a part of the template refers to."""
    if isinstance(value, list):
        return set().union(*map(referred_to, value))
    if not isinstance(value, dict):
        return set()
    found = referred_to(list(value.values()))
    for key, each in value.items():
        if key in {"Ref", "DependsOn"}:
            found |= {each} if isinstance(each, str) else set(each)
        elif key == "Fn::GetAtt":
            found.add((each.split(".") if isinstance(each, str) else each)[0])
        elif key == "Fn::Sub":
            found |= {part.split("}")[0].split(".")[0] for part in str(each).split("${")[1:]}
    return found


def test_what_may_fail_is_made_before_tables_that_cannot_be_deleted_again():
    resources = template()["Resources"]
    protected = {name for name, each in resources.items() if each["Properties"].get("DeletionProtectionEnabled")}
    assert len(protected) == len(INDEXES)

    def needed_by(name: str) -> set[str]:
        direct = referred_to(resources[name]) & resources.keys()
        return direct.union(*map(needed_by, direct))

    others = resources.keys() - protected
    assert {name for name in others if needed_by(name) & protected} == set()
    assert all(needed_by(name) >= others for name in protected)


@pytest.mark.parametrize("table", ["Pets", "Photos", "Accounts", "Audit"])
def test_tables_are_billed_on_demand_encrypted_recoverable_and_protected_from_deletion(table):
    resource = template()["Resources"][table]
    said = resource["Properties"]
    assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
    assert said["BillingMode"] == "PAY_PER_REQUEST"
    assert said["DeletionProtectionEnabled"] is True
    assert said["SSESpecification"]["SSEEnabled"] is True
    assert said["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True


@pytest.mark.parametrize("table", ALBUM)
def test_no_index_shows_notes(table):
    described = clients.dynamodb().describe_table(TableName=table)["Table"]
    for index in described["GlobalSecondaryIndexes"]:
        assert index["Projection"]["ProjectionType"] == "INCLUDE"
        assert not {"Notes", "Members"} & set(index["Projection"]["NonKeyAttributes"])


@pytest.mark.parametrize(
    ("resource", "record", "read"), [("Pets", PET, Pet.from_item), ("Photos", PHOTO, Photo.from_item)]
)
def test_every_index_projects_what_a_list_needs_to_make_its_records(resource, record, read):
    properties = template()["Resources"][resource]["Properties"]
    keys = {each["AttributeName"] for each in properties["KeySchema"]}
    for index in properties["GlobalSecondaryIndexes"]:
        own = {each["AttributeName"] for each in index["KeySchema"]}
        projected = keys | own | set(index["Projection"]["NonKeyAttributes"])
        read({name: value for name, value in record.to_item().items() if name in projected and value is not None})


def test_indexes_together_project_no_more_than_dynamodb_allows():
    for table in ALBUM:
        described = clients.dynamodb().describe_table(TableName=table)["Table"]
        assert sum(len(i["Projection"]["NonKeyAttributes"]) for i in described["GlobalSecondaryIndexes"]) <= 100


def test_the_bucket_is_private_versioned_encrypted_and_kept():
    bucket = template()["Resources"]["PhotoBucket"]
    said = bucket["Properties"]
    assert bucket["DeletionPolicy"] == "RetainExceptOnCreate"
    assert set(said["PublicAccessBlockConfiguration"].values()) == {True}
    assert said["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert said["VersioningConfiguration"]["Status"] == "Enabled"
    assert said["BucketEncryption"]["ServerSideEncryptionConfiguration"]


def test_unfinished_uploads_and_old_versions_do_not_stay_for_ever():
    rules = template()["Resources"]["PhotoBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    assert any("AbortIncompleteMultipartUpload" in rule and rule["Status"] == "Enabled" for rule in rules)
    assert any("NoncurrentVersionExpiration" in rule and rule["Status"] == "Enabled" for rule in rules)


def test_the_bucket_refuses_everything_that_does_not_come_by_tls():
    [statement] = template()["Resources"]["PhotoBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (statement["Effect"], statement["Action"]) == ("Deny", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_what_was_done_goes_by_itself_when_its_time_is_over_and_by_nobody_before():
    trail = template()["Resources"]["Audit"]["Properties"]["TimeToLiveSpecification"]
    assert trail == {"AttributeName": "ExpiresAt", "Enabled": True}
    statements = template()["Resources"]["WebPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    touching = [each for each in statements if "Audit" in str(each["Resource"])]
    assert not any("DeleteItem" in action for each in touching for action in each["Action"])


def test_the_web_may_do_what_it_does_and_nothing_more():
    statements = template()["Resources"]["WebPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    allowed = {action for statement in statements for action in statement["Action"]}
    assert allowed == {
        *(f"dynamodb:{verb}Item" for verb in ("Get", "BatchGet", "ConditionCheck", "Put", "Update", "Delete")),
        "dynamodb:Query",
        *(f"s3:{verb}Object" for verb in ("Get", "Put", "Delete")),
    }
    assert all(resource != "*" for statement in statements for resource in statement["Resource"])


def test_only_the_sweeper_may_remove_versions_of_files_and_pets():
    statements = template()["Resources"]["SweeperPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert {action for each in statements for action in each["Action"]} == {
        "s3:ListBucketVersions",
        "s3:DeleteObjectVersion",
        "dynamodb:DeleteItem",
    }
    assert all(resource != "*" for each in statements for resource in each["Resource"])


def test_the_audit_may_look_at_settings_and_write_its_own_result_alone():
    statements = template()["Resources"]["DriftCheckPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    writing = [each for each in statements if "dynamodb:PutItem" in each["Action"]]
    assert [each["Condition"] for each in writing] == [
        {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["site"]}}
    ]
    others = {action for each in statements if each not in writing for action in each["Action"]}
    assert all(action.startswith(("dynamodb:Describe", "s3:Get", "s3:ListBucket")) for action in others)
    assert "s3:GetObject" not in others


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
    settings.PHOTO_BUCKET += "-of-another"
    assert "Created the storage stack another" in provision()
    names = clients.dynamodb().list_tables()["TableNames"]
    assert {f"Another-{name}" for name in ("Pets", "Photos", "Accounts", "Audit")} <= set(names)


@pytest.mark.usefixtures("empty_account")
def test_tables_of_another_stack_are_refused_before_anything_is_made(settings):
    provision()
    settings.STORAGE_STACK = "another"
    settings.PHOTO_BUCKET += "-of-another"
    with pytest.raises(CommandError, match=r"not of the stack another: PetTracker-Pets, .*PETTRACKER_TABLE_PREFIX"):
        provision()
    assert settings.PHOTO_BUCKET not in [each["Name"] for each in clients.s3().list_buckets()["Buckets"]]


@pytest.mark.usefixtures("empty_account")
@pytest.mark.parametrize(
    ("setting", "named"), [("TABLE_PREFIX", "TablePrefix PetTracker-"), ("PHOTO_BUCKET", "BucketName ")]
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
    settings.PHOTO_BUCKET, settings.TABLE_PREFIX = "of-before", "Another-"
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
