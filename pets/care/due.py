"""What is due by health entries, in words."""

from typing import ClassVar

from pets.life.due import Due

from .facts import CareType, type_of


class CareDue(Due):
    """Answered by "done", which writes down the next entry; also put off, and skipped."""

    is_care: ClassVar[bool] = True

    @property
    def icon(self) -> str:
        return type_of(CareType(self.plan.type)).icon
