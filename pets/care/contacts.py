"""Whom to call: a person's vet and contact for emergencies, which are kept once, with the person."""

from dataclasses import dataclass, fields
from typing import Any, cast

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Contacts:
    """As their person wrote them down; each may be empty."""

    vet: str = ""
    clinic: str = ""
    vet_phone: str = ""
    emergency_contact: str = ""
    emergency_phone: str = ""

    @property
    def are_known(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


def contacts_of(request: HttpRequest) -> Contacts:
    """Those of the person behind a request. (The user model is in a package above.)"""
    user = cast(Any, request.user)
    return Contacts(**{each.name: getattr(user, each.name) for each in fields(Contacts)})
