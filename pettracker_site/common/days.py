"""Days in words."""

from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language


def format_day(value: date) -> str:
    """As the filter `date` writes it in the reader's language. Lists say dozens, so some thousand are kept."""
    return _format_day(value, get_language())


@lru_cache(maxsize=4_096)
def _format_day(value: date, language: str | None) -> str:
    return date_format(value)
