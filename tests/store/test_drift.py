"""`manage.py check_drift`: what is deployed, held against infra/storage.yaml.

moto's CloudFormation leaves out the bucket's settings, its policy, recovery, expiry and encryption of tables, so the
storage of these tests is made by the services' own calls, from the same template.
"""

import copy
import json
from io import StringIO

import pytest
from botocore.exceptions import ClientError
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.test import override_settings
from moto.backends import get_backend
from moto.core import DEFAULT_ACCOUNT_ID

from pettracker_site.aws import clients
from pettracker_site.aws.template import resources
from tests import quick_moto
from tests.aws import reset

pytestmark = pytest.mark.usefixtures("storage")
REGION, BUCKET = "ap-south-1", "as-promised"
PETS, RECORDS = "PetTracker-Pets", "PetTracker-Records"


def backends() -> tuple:
    """What moto keeps of the region: its tables, and the buckets of all regions."""
    of_dynamodb, of_s3 = get_backend("dynamodb")[DEFAULT_ACCOUNT_ID], get_backend("s3")[DEFAULT_ACCOUNT_ID]
    return of_dynamodb[REGION].tables, of_s3["aws"].buckets


def whole_copy(made: tuple) -> tuple:
    with quick_moto.as_it_comes():  # which copies settings of tables too, not their items alone
        return copy.deepcopy(made)


@pytest.fixture(scope="module")
def as_promised(_deployed):
    """Tables and bucket of the template, made once by the services' calls in a region of their own."""
    with override_settings(AWS_REGION=REGION, FILE_BUCKET=BUCKET):
        reset()
        template = site.STORAGE_TEMPLATE.read_text()
        values = {"BucketName": BUCKET, "PhotoBucket": BUCKET, "AWS::Partition": "aws"}
        for table in resources(template, "AWS::DynamoDB::Table", values):
            make_table(table)
        [promised] = resources(template, "AWS::S3::Bucket", values)
        [policy] = resources(template, "AWS::S3::BucketPolicy", values)
        make_bucket(BUCKET, promised, policy)
        tables, buckets = backends()
        yield whole_copy((dict(tables), buckets[BUCKET]))
        reset()
    tables.clear()
    del buckets[BUCKET]


@pytest.fixture
def storage(as_promised, settings):
    """A region in which everything is as promised; a test may break it."""
    reset()  # clients that a test before may have taught to refuse
    settings.AWS_REGION, settings.FILE_BUCKET = REGION, BUCKET
    tables, buckets = backends()
    tables.clear()
    of_tables, buckets[BUCKET] = whole_copy(as_promised)
    tables.update(of_tables)


def drop_table(name: str) -> None:
    clients.dynamodb().update_table(TableName=name, DeletionProtectionEnabled=False)
    clients.dynamodb().delete_table(TableName=name)


def make_table(said: dict) -> None:
    client, said = clients.dynamodb(), dict(said)
    recovery, expiry = said.pop("PointInTimeRecoverySpecification"), said.pop("TimeToLiveSpecification", None)
    client.create_table(**said | {"SSESpecification": {"Enabled": said["SSESpecification"]["SSEEnabled"]}})
    client.update_continuous_backups(TableName=said["TableName"], PointInTimeRecoverySpecification=recovery)
    if expiry:
        client.update_time_to_live(TableName=said["TableName"], TimeToLiveSpecification=expiry)


def make_bucket(name: str, said: dict, policy: dict) -> None:
    client = clients.s3()
    place = {"LocationConstraint": client.meta.region_name}
    client.create_bucket(Bucket=name, CreateBucketConfiguration=place)
    client.put_bucket_ownership_controls(Bucket=name, OwnershipControls=said["OwnershipControls"])
    client.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=said["PublicAccessBlockConfiguration"])
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration=said["VersioningConfiguration"])
    client.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=encryption("AES256"))
    client.put_bucket_policy(Bucket=name, Policy=json.dumps(policy["PolicyDocument"]))
    client.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": RULES})


def encryption(algorithm: str) -> dict:
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}}]}


# As S3's API writes the template's rules.
RULES = [
    {
        "ID": "abort-unfinished-uploads",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
    },
    {
        "ID": "expire-old-versions",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
        "Expiration": {"ExpiredObjectDeleteMarker": True},
    },
]


def drift_report() -> str:
    out = StringIO()
    call_command("check_drift", stdout=out)
    return out.getvalue()


def gaps() -> list[str]:
    out = StringIO()
    with pytest.raises(CommandError, match="are not kept"):
        call_command("check_drift", stdout=out)
    return [line.removeprefix("GAP  ") for line in out.getvalue().splitlines() if line.startswith("GAP")]


def test_storage_as_promised_has_no_gap(settings):
    said = drift_report()
    assert "promises of infra/storage.yaml are kept" in said
    assert "GAP" not in said
    for name in (*TABLES, settings.FILE_BUCKET):
        assert f"ok   {name}: " in said


TABLES = ("PetTracker-Pets", "PetTracker-Photos", "PetTracker-Accounts", "PetTracker-Audit", RECORDS)


def dynamodb(operation, **said):
    return lambda bucket: getattr(clients.dynamodb(), operation)(**said)


def s3(operation, **said):
    return lambda bucket: getattr(clients.s3(), operation)(Bucket=bucket, **said)


def remade(change, name=PETS):
    """A table, made anew with something else than the template says."""

    def remake(bucket):
        drop_table(name)
        tables = resources(site.STORAGE_TEMPLATE.read_text(), "AWS::DynamoDB::Table", {})
        table = next(each for each in tables if each["TableName"] == name)
        change(table)
        make_table(table)

    return remake


def _public(**changed):
    names = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    return s3("put_public_access_block", PublicAccessBlockConfiguration=dict.fromkeys(names, True) | changed)


def another_statement(**said):
    """One more than the template has, beside those that it has."""

    def add(bucket):
        policy = json.loads(clients.s3().get_bucket_policy(Bucket=bucket)["Policy"])
        foreign = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "s3:GetObject"}
        policy["Statement"].append(foreign | {"Resource": f"arn:aws:s3:::{bucket}/*"} | said)
        clients.s3().put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))

    return add


EXPIRY = {"Enabled": True, "AttributeName": "DeletedAt"}
BROKEN = [
    (remade(lambda table: table.update(BillingMode="PROVISIONED", **CAPACITY)), f"{PETS}: billing mode"),
    (dynamodb("update_table", TableName=PETS, DeletionProtectionEnabled=False), f"{PETS}: protection from deletion"),
    (
        dynamodb(
            "update_continuous_backups",
            TableName=PETS,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False},
        ),
        f"{PETS}: point-in-time recovery",
    ),
    (remade(lambda table: table.update(SSESpecification={"SSEEnabled": False})), f"{PETS}: encryption"),
    (
        dynamodb(
            "update_time_to_live",
            TableName="PetTracker-Audit",
            TimeToLiveSpecification={"Enabled": False, "AttributeName": "ExpiresAt"},
        ),
        "PetTracker-Audit: expiry of items: it is not set, not ExpiresAt",
    ),
    (
        dynamodb("update_time_to_live", TableName=PETS, TimeToLiveSpecification=EXPIRY),
        f"{PETS}: expiry of items: items end by DeletedAt, which the template does not ask for",
    ),
    (
        remade(lambda table: table["AttributeDefinitions"][0].update(AttributeType="N")),
        f"{PETS}: types of key attributes",
    ),
    (
        remade(lambda table: table["KeySchema"].append(RANGE)),
        f"{PETS}: key: ",
    ),
    (
        dynamodb(
            "update_table", TableName=PETS, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "OwnerId-index"}}]
        ),
        f"{PETS}: OwnerId-index: there is no such index",
    ),
    (
        remade(lambda table: table["GlobalSecondaryIndexes"][0].update(KeySchema=SWAPPED)),
        f"{PETS}: key of OwnerId-index",
    ),
    (
        remade(lambda table: table["GlobalSecondaryIndexes"][0]["Projection"]["NonKeyAttributes"].append("Notes")),
        f"{PETS}: projection of OwnerId-index",
    ),
    (
        remade(lambda table: table["GlobalSecondaryIndexes"].append(ANOTHER_INDEX)),
        f"{PETS}: Another-index: an index that the template does not have",
    ),
    (
        remade(lambda table: table.update(GlobalSecondaryIndexes=[OF_ITEMS]), "PetTracker-Accounts"),
        "PetTracker-Accounts: Another-index: an index that the template does not have",
    ),
    (
        remade(lambda table: without_series(table), RECORDS),
        f"{RECORDS}: Series-index: there is no such index",
    ),
    (
        remade(lambda table: table["LocalSecondaryIndexes"][0].update(Projection=KEYS_ONLY), RECORDS),
        f"{RECORDS}: projection of List-index",
    ),
    (_public(BlockPublicAcls=False), "public access: BlockPublicAcls: it is off, not on"),
    (_public(BlockPublicPolicy=False), "public access: BlockPublicPolicy"),
    (_public(IgnorePublicAcls=False), "public access: IgnorePublicAcls"),
    (_public(RestrictPublicBuckets=False), "public access: RestrictPublicBuckets"),
    (s3("delete_public_access_block"), "public access: BlockPublicPolicy"),
    (
        s3("put_bucket_ownership_controls", OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}),
        "ownership of objects",
    ),
    (s3("delete_bucket_ownership_controls"), "ownership of objects"),
    (s3("put_bucket_encryption", ServerSideEncryptionConfiguration=encryption("aws:kms")), "encryption: "),
    (s3("put_bucket_versioning", VersioningConfiguration={"Status": "Suspended"}), "versioning: it is Suspended"),
    (s3("delete_bucket_lifecycle"), "lifecycle rule expire-old-versions: it is not set"),
    (
        s3("put_bucket_lifecycle_configuration", LifecycleConfiguration={"Rules": [RULES[0]]}),
        "lifecycle rule expire-old-versions",
    ),
    (
        s3(
            "put_bucket_lifecycle_configuration",
            LifecycleConfiguration={
                "Rules": [
                    *RULES,
                    {"ID": "tidy", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 30}},
                ]
            },
        ),
        "lifecycle rule tidy: the template does not have it",
    ),
    (s3("delete_bucket_policy"), "policy OnlyOverTls"),
    (
        lambda bucket: clients.s3().put_bucket_policy(Bucket=bucket, Policy=json.dumps(WITHOUT_CONDITION(bucket))),
        "policy OnlyOverTls: the bucket's policy has no such statement",
    ),
    (another_statement(Sid="LetThemIn"), "policy LetThemIn: the template does not have it: it lets somebody in"),
    (another_statement(), "policy without a name, number 1: the template does not have it"),
    (
        another_statement(Sid="KeepThemOut", Effect="Deny"),
        "policy KeepThemOut: the template does not have it: it keeps somebody out",
    ),
]
CAPACITY = {"ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}}
RANGE = {"AttributeName": "SortName", "KeyType": "RANGE"}
SWAPPED = [{"AttributeName": "StatusName", "KeyType": "HASH"}, {"AttributeName": "OwnerId", "KeyType": "RANGE"}]
KEYS_ONLY = {"ProjectionType": "KEYS_ONLY"}
ANOTHER_INDEX = {
    "IndexName": "Another-index",
    "KeySchema": [{"AttributeName": "OwnerId", "KeyType": "HASH"}],
    "Projection": KEYS_ONLY,
}
OF_ITEMS = ANOTHER_INDEX | {"KeySchema": [{"AttributeName": "Item", "KeyType": "HASH"}]}


def without_series(table):
    table["LocalSecondaryIndexes"].pop()
    table["AttributeDefinitions"] = [each for each in table["AttributeDefinitions"] if "Series" not in str(each)]


def WITHOUT_CONDITION(bucket):
    statement = {"Sid": "OnlyOverTls", "Effect": "Deny", "Principal": "*", "Action": "s3:*"}
    return {"Version": "2012-10-17", "Statement": [statement | {"Resource": f"arn:aws:s3:::{bucket}/*"}]}


@pytest.mark.parametrize(("break_it", "gap"), BROKEN, ids=[gap for _, gap in BROKEN])
def test_a_promise_that_is_not_kept_is_found(settings, break_it, gap):
    break_it(settings.FILE_BUCKET)
    assert any(gap in found for found in gaps()), gaps()


def test_a_gap_is_found_alone(settings):
    _public(BlockPublicAcls=False)(settings.FILE_BUCKET)
    assert gaps() == [f"{settings.FILE_BUCKET}: public access: BlockPublicAcls: it is off, not on"]


def test_a_statement_too_many_in_the_buckets_policy_is_found_alone(settings):
    another_statement(Sid="LetThemIn")(settings.FILE_BUCKET)
    assert gaps() == [
        f"{settings.FILE_BUCKET}: policy LetThemIn: the template does not have it: it lets somebody in",
    ]


def test_a_policy_of_one_statement_without_a_list_is_understood(settings):
    policy = json.loads(clients.s3().get_bucket_policy(Bucket=settings.FILE_BUCKET)["Policy"])
    [policy["Statement"]] = policy["Statement"]
    clients.s3().put_bucket_policy(Bucket=settings.FILE_BUCKET, Policy=json.dumps(policy))
    assert "GAP" not in drift_report()


def test_a_table_that_is_not_there_is_found():
    drop_table(PETS)
    assert gaps() == [f"{PETS}: exists: it does not"]


def test_a_bucket_that_is_not_there_is_found(settings):
    settings.FILE_BUCKET = "nobody-made-this-one"
    assert "nobody-made-this-one: exists: it does not" in gaps()


def test_a_promise_that_the_check_does_not_know_is_a_gap(settings, tmp_path):
    said = settings.STORAGE_TEMPLATE.read_text()
    changed = tmp_path / "storage.yaml"
    changed.write_text(said.replace("BillingMode:", "TableClass: STANDARD\n      BillingMode:", 1))
    settings.STORAGE_TEMPLATE = changed
    assert gaps() == [f"{PETS}: TableClass: the template promises it, and this check does not know how to look"]


@pytest.mark.parametrize(
    ("operation", "code", "unseen"),
    [
        ("s3.GetBucketVersioning", "AccessDenied", ["VersioningConfiguration"]),
        ("s3.HeadBucket", "403", ["exists"]),
        ("dynamodb.DescribeTable", "AccessDeniedException", ["exists"] * len(TABLES)),
        ("dynamodb.DescribeTimeToLive", "AccessDeniedException", ["TimeToLiveSpecification"] * len(TABLES)),
    ],
)
def test_what_may_not_be_looked_at_is_no_gap_and_no_promise_kept(operation, code, unseen):
    def refuse(**_):
        raise ClientError({"Error": {"Code": code}}, operation)

    for client in (clients.s3(), clients.dynamodb()):
        client.meta.events.register(f"before-call.{operation}", refuse)
    out = StringIO()
    with pytest.raises(CommandError, match=rf"{len(unseen)} could not be looked at: .*DriftCheckPolicy") as refused:
        call_command("check_drift", stdout=out)
    assert refused.value.returncode == 4
    assert "GAP" not in out.getvalue()
    lines = [line for line in out.getvalue().splitlines() if line.startswith("?")]
    assert [line.split(": ")[1] for line in lines] == unseen
    assert all(line.endswith(f"AWS does not tell these credentials ({code})") for line in lines)


def test_beside_a_gap_it_is_told_that_others_could_not_be_looked_at(settings):
    def refuse(**_):
        raise ClientError({"Error": {"Code": "AccessDenied"}}, "GetBucketVersioning")

    _public(BlockPublicAcls=False)(settings.FILE_BUCKET)
    clients.s3().meta.events.register("before-call.s3.GetBucketVersioning", refuse)
    with pytest.raises(CommandError, match=r"1 of .* not kept\. 1 could not be looked at") as found:
        call_command("check_drift", stdout=StringIO())
    assert found.value.returncode == 1
