"""Deploys the storage template by the CloudFormation API, to whatever endpoint is configured."""

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, WaiterError

from .errors import StoreError, error_code, translated

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

_POLL = {"Delay": 2, "MaxAttempts": 450}
_FIRST_POLL = {"Delay": 0, "MaxAttempts": 1}


class Outcome(Enum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class DeploymentFailed(StoreError):
    """CloudFormation rolled back; the message says what it said."""


def deploy(client: "CloudFormationClient", name: str, template: str, parameters: Mapping[str, str]) -> Outcome:
    """Create or update the stack and wait (up to 15 minutes) until it stands; do nothing where it stands already.

    Raises: DeploymentFailed, StoreUnavailable.
    """
    with translated():
        stack = _find(client, name)
        request: dict[str, Any] = {
            "StackName": name,
            "TemplateBody": template,
            "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
            "Capabilities": ["CAPABILITY_IAM"],
        }
        if stack is None:
            client.create_stack(**request)
            _wait(client, "stack_create_complete", name)
            return Outcome.CREATED
        if stack["StackStatus"] == "ROLLBACK_COMPLETE":
            raise DeploymentFailed(
                f"an earlier attempt failed; delete the stack {name}, which holds nothing, and try again"
            )
        if _stands(client, name, stack, template, parameters):
            return Outcome.UNCHANGED
        try:
            client.update_stack(**request)
        except ClientError as error:
            if "No updates are to be performed" in str(error):
                return Outcome.UNCHANGED
            if error_code(error) == "ValidationError":
                raise DeploymentFailed(str(error)) from error
            raise
        _wait(client, "stack_update_complete", name)
        return Outcome.UPDATED


def _find(client: "CloudFormationClient", name: str) -> Any:
    try:
        return client.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if error_code(error) == "ValidationError" and "does not exist" in str(error):
            return None
        raise


def _stands(
    client: "CloudFormationClient", name: str, stack: Any, template: str, parameters: Mapping[str, str]
) -> bool:
    """Whether this very template is deployed with these parameters. (Emulators update even where nothing differs.)"""
    deployed = {each["ParameterKey"]: each["ParameterValue"] for each in stack.get("Parameters", [])}
    return (
        stack["StackStatus"] in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
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
