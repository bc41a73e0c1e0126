"""Why an uploaded file is refused."""

import enum


class Reason(enum.StrEnum):
    """What is wrong with the file."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_A_PICTURE = "not_a_picture"
    UNSUPPORTED = "unsupported"
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_LONG_SIDE = "too_long_side"
    TOO_COSTLY = "too_costly"  # it takes more time or memory to open than a picture may


class FileRefused(ValueError):
    """A file is refused for this `reason`."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
