"""What is refused alike in every package above this one."""


class NotAllowed(Exception):
    """The person may view the pet, but lacks the permission for this. (Without VIEW it is NotFound.)"""
