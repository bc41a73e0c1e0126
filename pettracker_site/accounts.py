"""What PetTracker asks of django-allauth."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

from .models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def save_user(self, request: Any, user: User, form: Any, commit: bool = True) -> User:
        """Addresses are kept in lower case, so that one person cannot sign up twice by accident."""
        user = super().save_user(request, user, form, commit=False)
        user.email = user.email.lower()
        if commit:
            user.save()
        return user


def display_name(user: User) -> str:
    return user.get_short_name()
