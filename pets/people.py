"""The person behind a request, as pets and photos need to know them. (The user model lives on the roof.)"""

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest

from .weight import Unit


@dataclass(frozen=True, slots=True)
class Owner:
    id: str
    unit: Unit


def owner_of(request: HttpRequest) -> Owner:
    user = cast(Any, request.user)
    return Owner(id=str(user.pk), unit="lb" if user.weight_unit == "lb" else "kg")
