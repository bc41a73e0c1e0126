"""Care records and what is due, in templates."""

import uuid

from django import template

from pets.care.display import summary
from pets.care.domain import Care
from pets.care.facts import type_of

register = template.Library()
register.filter("care_sum", summary)


@register.filter
def care_icon(record: Care) -> str:
    return type_of(record.type).icon


@register.simple_tag
def new_nonce() -> str:
    """Of a form as it is opened: sent twice, it has the effect of one."""
    return str(uuid.uuid4())
