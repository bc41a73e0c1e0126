"""What PetTracker asks of django-allauth."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def clean_email(self, email: str) -> str:
        """A longer address than the table keeps is refused, not cut off."""
        longest = User._meta.get_field("email").max_length
        if longest and len(email) > longest:
            raise ValidationError(_("An e-mail address has at most %(longest)d characters.") % {"longest": longest})
        return str(super().clean_email(email))

    def save_user(self, request: Any, user: User, form: Any, commit: bool = True) -> User:
        """Addresses are kept in lower case, so that one person cannot sign up twice by accident."""
        user = super().save_user(request, user, form, commit=False)
        user.email = user.email.lower()
        if commit:
            user.save()
        return user

    def send_account_already_exists_mail(self, email: str) -> None:
        """Signing up with a known address takes as long as with a new one, whose password is hashed."""
        make_password(email)
        super().send_account_already_exists_mail(email)


def display_name(user: User) -> str:
    return user.get_short_name()
