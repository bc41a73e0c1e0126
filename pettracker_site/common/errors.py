"""What is refused in every room of the house."""


class NotAllowed(Exception):
    """The person may view the pet, but lacks the permission for this. (Without VIEW it is NotFound.)"""
