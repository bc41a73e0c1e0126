"""Reads a CloudFormation template, as far as `infra/storage.yaml` needs it: !Ref and !Sub, with values or defaults."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml

_VARIABLE = re.compile(r"\$\{([\w:.]+)\}")


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags, kept as its long forms, such as {"Fn::Sub": "..."}."""


def _tagged(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    name = tag if tag in {"Ref", "Condition"} else f"Fn::{tag}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _tagged)


def resources(text: str, kind: str, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """The properties of all resources of a kind, such as AWS::S3::Bucket, with what they refer to filled in.

    `values` names parameters, pseudo parameters and resources; a parameter that it does not name has its default. A
    reference to anything else stays as it is written.
    """
    template = _parsed(text)
    given = template.get("Parameters", {}).items()
    values = {name: said["Default"] for name, said in given if "Default" in said} | dict(values)
    found = (resource for resource in template["Resources"].values() if resource["Type"] == kind)
    return [_filled(resource["Properties"], values) for resource in found]


@lru_cache(maxsize=2)
def _parsed(text: str) -> Mapping[str, Any]:
    """Kept, since a check asks for each kind of resource; nobody changes it."""
    template: Mapping[str, Any] = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    return template


def tables(text: str, values: Mapping[str, str]) -> list[str]:
    """The names of all tables, with the parameters' values filled in."""
    return [each["TableName"] for each in resources(text, "AWS::DynamoDB::Table", values)]


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_filled(each, values) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"Ref"}:
        return values.get(value["Ref"], value)
    if value.keys() == {"Fn::Sub"}:
        return _VARIABLE.sub(lambda match: values.get(match[1], match[0]), value["Fn::Sub"])
    return {name: _filled(each, values) for name, each in value.items()}
