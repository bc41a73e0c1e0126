"""`infra/storage.yaml` as CloudFormation takes it, its bucket and its policies; what becomes of it: tests/store."""

import json
from functools import cache

import yaml
from cfnlint.decode import cfn_yaml
from django.conf import settings

from pettracker_site.aws.template import resources

TEXT = settings.STORAGE_TEMPLATE.read_text()
TABLES = {each["TableName"].removeprefix("PetTracker-"): each for each in resources(TEXT, "AWS::DynamoDB::Table", {})}


@cache
def template() -> dict:
    return cfn_yaml.load(str(settings.STORAGE_TEMPLATE))


def policy(name: str) -> list[dict]:
    return template()["Resources"][name]["Properties"]["PolicyDocument"]["Statement"]


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


def test_cloudformation_takes_it_in_one_request():
    assert len(TEXT.encode()) <= 51_200
    events = list(yaml.parse(TEXT))
    assert not any(isinstance(each, yaml.AliasEvent) or getattr(each, "value", "") == "<<" for each in events)


def test_policies_have_room_for_the_longest_names():
    longest = {"TablePrefix": "x" * 200, "BucketName": "x" * 63, "AWS::AccountId": "1" * 12}
    longest |= {"AWS::Partition": "aws-us-gov", "AWS::Region": "ap-southeast-1"}
    found = resources(TEXT, "AWS::IAM::ManagedPolicy", longest)
    sizes = [len(json.dumps(each["PolicyDocument"], separators=(",", ":"))) for each in found]
    assert len(sizes) == 3
    assert max(sizes) <= 6_144


def test_what_may_fail_is_made_before_tables_that_cannot_be_deleted_again():
    resources = template()["Resources"]
    protected = {name for name, each in resources.items() if each["Properties"].get("DeletionProtectionEnabled")}
    assert protected == TABLES.keys()

    def needed_by(name: str) -> set[str]:
        direct = referred_to(resources[name]) & resources.keys()
        return direct.union(*map(needed_by, direct))

    others = resources.keys() - protected
    assert {name for name in others if needed_by(name) & protected} == set()
    assert all(needed_by(name) >= others for name in protected)


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
    [statement] = policy("PhotoBucketPolicy")
    assert (statement["Effect"], statement["Action"]) == ("Deny", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_nobody_deletes_an_entry_of_the_audit_log():
    touching = [each for name in ("WebPolicy", "SweeperPolicy") for each in policy(name) if "Audit" in str(each)]
    assert touching
    assert not any("DeleteItem" in action for each in touching for action in each["Action"])


def test_the_web_may_do_what_it_does_and_nothing_more():
    statements = policy("WebPolicy")
    allowed = {action for statement in statements for action in statement["Action"]}
    assert allowed == {
        *(f"dynamodb:{verb}Item" for verb in ("Get", "BatchGet", "ConditionCheck", "Put", "Update", "Delete")),
        "dynamodb:Query",
        *(f"s3:{verb}Object" for verb in ("Get", "Put", "Delete")),
    }
    assert all(resource != "*" for statement in statements for resource in statement["Resource"])


def test_only_the_sweeper_may_remove_versions_of_files_and_pets():
    statements = policy("SweeperPolicy")
    assert {action for each in statements for action in each["Action"]} == {
        "s3:ListBucketVersions",
        "s3:DeleteObjectVersion",
        "dynamodb:DeleteItem",
    }
    assert all(resource != "*" for each in statements for resource in each["Resource"])


def test_the_drift_check_may_look_at_settings_of_all_tables_and_write_its_own_result_alone():
    statements = policy("DriftCheckPolicy")
    writing = [each for each in statements if "dynamodb:PutItem" in each["Action"]]
    assert [each["Condition"] for each in writing] == [
        {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["site"]}}
    ]
    looking = [each for each in statements if each not in writing]
    others = {action for each in looking for action in each["Action"]}
    assert all(action.startswith(("dynamodb:Describe", "s3:Get", "s3:ListBucket")) for action in others)
    assert "s3:GetObject" not in others
    [described] = [each["Resource"] for each in looking if "dynamodb:DescribeTable" in each["Action"]]
    assert {arn["Fn::Sub"].rpartition("}")[2] for arn in described} == TABLES.keys()
