"""What the forms of all kinds of record have in common."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pets.age import age
from pets.domain import Pet

OLDEST_YEARS = 200  # a tortoise's


def past_day(pet: Pet, day: date, today: date) -> date:
    """The day that a record is of. Raises: ValidationError for one to come, before the pet's birth, or long ago."""
    born, is_guess = pet.profile.birth_date, pet.profile.birth_approximate
    if day > today:
        raise ValidationError(_("This day is still to come. When was it?"), code="to_come")
    if born and not is_guess and day < born:
        sentence = _("%(name)s was born on %(day)s, after this day. Please check the date.")
        raise ValidationError(sentence % {"name": pet.name, "day": date_format(born)}, code="unborn")
    if (found := age(day, today)) and found.unit == "years" and found.count > OLDEST_YEARS:
        sentence = _("That is more than %(years)d years ago. Is the year right?")
        raise ValidationError(sentence % {"years": OLDEST_YEARS}, code="long_ago")
    return day
