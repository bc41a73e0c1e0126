"""Deploys the storage template by the CloudFormation API, to whatever endpoint is configured."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, WaiterError
from django.conf import settings

from . import template as templates
from .errors import StoreError, error_code, translated

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient

_POLL = {"Delay": 2, "MaxAttempts": 450}
_FIRST_POLL = {"Delay": 0, "MaxAttempts": 1}


class DeployResult(Enum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


_STANDING = {
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
    "IMPORT_COMPLETE",
    "IMPORT_ROLLBACK_COMPLETE",
}
_EMPTY = "delete the stack {name}, which holds nothing, and try again"
_LEFT_OVER = (
    "look at the events of the stack {name}, remove by hand what they name and nobody needs, delete the stack, and try "
    "again"
)
_ADVICE = {
    "ROLLBACK_COMPLETE": f"an earlier attempt failed; {_EMPTY}",
    "REVIEW_IN_PROGRESS": f"a change set was made for it and never carried out; {_EMPTY}",
    "CREATE_FAILED": f"an earlier attempt failed and was not rolled back; {_LEFT_OVER}",
    "ROLLBACK_FAILED": f"an earlier attempt failed, and what it had made could not be taken away; {_LEFT_OVER}",
    "DELETE_FAILED": f"somebody deleted it, and part of it could not be taken away; {_LEFT_OVER}",
    "UPDATE_FAILED": "an update failed and was not rolled back; roll the stack {name} back, and try again",
    "UPDATE_ROLLBACK_FAILED": (
        "an update failed and could not be rolled back; repair what the events of the stack {name} name, then "
        "`aws cloudformation continue-update-rollback --stack-name {name}`, and try again"
    ),
}

_CHANGING = "something changes the stack {name} at this moment; try again when that is done"
_UNKNOWN = "the stack {name} takes no update; look at its events"


class DeploymentFailed(StoreError):
    """CloudFormation rolled back, or was not asked; the message says why."""


def parameters() -> dict[str, str]:
    """What the settings give the storage template: the bucket's name, and what the names of tables begin with."""
    return {"BucketName": settings.FILE_BUCKET, "TablePrefix": settings.TABLE_PREFIX}


def deploy(
    client: "CloudFormationClient",
    dynamodb: "DynamoDBClient",
    name: str,
    template: str,
    parameters: Mapping[str, str],
) -> DeployResult:
    """Create or update the stack and wait (up to 15 minutes) until it stands; do nothing where it stands already.

    Raises: DeploymentFailed, StoreUnavailable. Tables that another stack has, or that were kept when theirs was
    deleted, are refused before anything changes, and so is another bucket or prefix for a stack that stands: on AWS
    the site would be empty from then on, and an emulator empties the tables themselves.
    """
    with translated():
        stack = _find(client, name)
        if stack is not None:
            _refuse_state(name, stack["StackStatus"])
            _refuse_other_parameters(name, stack, parameters)
        tables = templates.tables(template, parameters)
        own = _own_tables(client, name) if stack is not None else set()
        _refuse_other_tables(name, own - set(tables))
        _refuse_taken_tables(dynamodb, name, [table for table in tables if table not in own])
        request: dict[str, Any] = {
            "StackName": name,
            "TemplateBody": template,
            "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            "Capabilities": ["CAPABILITY_IAM"],
        }
        if stack is None:
            with _validation_error_as_failure():
                client.create_stack(**request)
            _wait(client, "stack_create_complete", name)
            return DeployResult.CREATED
        if _stands(client, name, stack, template, parameters):
            return DeployResult.UNCHANGED
        try:
            with _validation_error_as_failure():
                client.update_stack(**request)
        except DeploymentFailed as failed:
            if "No updates are to be performed" in str(failed):
                return DeployResult.UNCHANGED
            raise
        _wait(client, "stack_update_complete", name)
        return DeployResult.UPDATED


@contextmanager
def _validation_error_as_failure() -> Iterator[None]:
    """CloudFormation's ValidationError (a name it does not take, a template) says itself what is wrong."""
    try:
        yield
    except ClientError as error:
        if error_code(error) == "ValidationError":
            raise DeploymentFailed(str(error)) from error
        raise


def _find(client: "CloudFormationClient", name: str) -> Any:
    try:
        with _validation_error_as_failure():
            return client.describe_stacks(StackName=name)["Stacks"][0]
    except DeploymentFailed as failed:
        if "does not exist" in str(failed):
            return None
        raise


def _refuse_state(name: str, status: str) -> None:
    """Raises: DeploymentFailed where CloudFormation takes no update of such a stack, with what to do first."""
    if status in _STANDING:
        return
    advice = _ADVICE.get(status, _CHANGING if status.endswith("_IN_PROGRESS") else _UNKNOWN)
    raise DeploymentFailed(f"{advice.format(name=name)} ({status})")


def _refuse_other_parameters(name: str, stack: Any, parameters: Mapping[str, str]) -> None:
    for each in stack.get("Parameters", []):
        key, value = each["ParameterKey"], each["ParameterValue"]
        if key in parameters and parameters[key] != value:
            raise DeploymentFailed(
                f"the stack {name} has {key} {value}, and is not changed to {parameters[key]}: what is kept would be "
                "left behind. Another site is another stack (PETTRACKER_STACK)"
            )


def _own_tables(client: "CloudFormationClient", name: str) -> set[str]:
    resources = client.describe_stack_resources(StackName=name)["StackResources"]
    tables = [each for each in resources if each.get("ResourceType") == "AWS::DynamoDB::Table"]
    return {each["PhysicalResourceId"] for each in tables if "PhysicalResourceId" in each}


def _refuse_other_tables(name: str, others: set[str]) -> None:
    """A stack of a template that had no such parameter yet names none. Raises: DeploymentFailed."""
    if others:
        raise DeploymentFailed(
            f"the stack {name} has tables of other names, which would be left behind: {', '.join(sorted(others))}. "
            "Set PETTRACKER_TABLE_PREFIX to what they begin with; another site is another stack (PETTRACKER_STACK)"
        )


def _refuse_taken_tables(dynamodb: "DynamoDBClient", name: str, tables: list[str]) -> None:
    if taken := [table for table in tables if _exists(dynamodb, table)]:
        raise DeploymentFailed(
            f"there are tables already that are not of the stack {name}: {', '.join(taken)}. Name the stack that has "
            "them (PETTRACKER_STACK), or let the names begin otherwise (PETTRACKER_TABLE_PREFIX)"
        )


def _exists(dynamodb: "DynamoDBClient", table: str) -> bool:
    try:
        dynamodb.describe_table(TableName=table)
    except ClientError as error:
        if error_code(error) == "ResourceNotFoundException":
            return False
        raise
    return True


def _stands(
    client: "CloudFormationClient", name: str, stack: Any, template: str, parameters: Mapping[str, str]
) -> bool:
    """Whether this very template is deployed with these parameters. (Emulators update even where nothing differs.)"""
    deployed = {each["ParameterKey"]: each["ParameterValue"] for each in stack.get("Parameters", [])}
    return (
        stack["StackStatus"] in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}  # after a rollback it may differ
        and deployed == dict(parameters)
        and str(client.get_template(StackName=name)["TemplateBody"]).strip() == template.strip()
    )


def _wait(client: "CloudFormationClient", waiter: Any, name: str) -> None:
    try:
        try:
            client.get_waiter(waiter).wait(StackName=name, WaiterConfig=_FIRST_POLL)  # emulators are done at once
        except WaiterError as error:
            if "Max attempts exceeded" not in str(error):
                raise
            client.get_waiter(waiter).wait(StackName=name, WaiterConfig=_POLL)
    except WaiterError as error:
        events = client.describe_stack_events(StackName=name)["StackEvents"]
        reasons = [
            f"{each.get('LogicalResourceId')}: {each.get('ResourceStatusReason')}"
            for each in events
            if each.get("ResourceStatus", "").endswith("_FAILED")
        ]
        raise DeploymentFailed("; ".join(reversed(reasons)) or str(error)) from error
