"""What PetTracker asks of django-allauth: its adapter, and its forms and pages where ours say more."""

from .adapter import AccountAdapter, display_name

__all__ = ["AccountAdapter", "display_name"]
