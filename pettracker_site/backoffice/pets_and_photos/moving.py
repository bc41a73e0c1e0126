"""Moving a pet to another owner: the form and the messages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pets.children.moving import mover
from pets.domain import Pet
from pettracker_site.accounts.fields import AddressField
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.models import User


class MoveForm(forms.Form):
    """After `is_valid()`: `cleaned_data["owner"]` is the person who gets the pet."""

    owner = AddressField(
        label=gettext_lazy("E-mail address of the new owner"),
        widget=forms.EmailInput,
        error_messages={"required": gettext_lazy("Whose pet is it from now on?")},
    )

    def __init__(self, data: Any = None, *, pet: Pet) -> None:
        self.pet = pet
        super().__init__(data, label_suffix="")

    def clean_owner(self) -> User:
        address = str(self.cleaned_data["owner"])
        person = User.objects.with_address(address)
        if person is None:
            raise ValidationError(_("Nobody here has the address %(address)s.") % {"address": address})
        if not person.is_active:
            raise ValidationError(_("This person’s account is not active: they could not see the pet."))
        if person.key == self.pet.owner_id:
            raise ValidationError(_("This person is the owner already."))
        return person


def move_to(pet: Pet, owner: User) -> str:
    """Moves the pet, and as much of what hangs on it as a request has time for. Raises: NotFound, StoreUnavailable."""
    mover().begin(pet, owner.key)
    words = {"name": pet.name, "owner": str(owner)}
    try:
        done = mover().resume(pet.id)
    except StoreUnavailable:
        done = False  # the pet has moved; the rest follows
    if done:
        return _("%(name)s belongs to %(owner)s now.") % words
    return _("%(name)s belongs to %(owner)s now. Not everything is moved yet.") % words
