"""What is refused in every room of the house."""


class NotAllowed(Exception):
    """Somebody who may see the pet has no right to this. (Who may not even see it is told NotFound.)"""
