"""Days and times typed into any form, Django's screens included, are never read month first."""

import re

import pytest
from django import forms
from django.core.exceptions import ValidationError

from tests.test_architecture import FILES


@pytest.mark.parametrize("field", [forms.DateField(), forms.DateTimeField()])
@pytest.mark.parametrize("typed", ["06/05/2025", "06/05/25", "06/05/2025 14:30", "Jun 5 2025", "5 June 2025"])
def test_a_day_that_could_be_two_is_refused(field, typed):
    with pytest.raises(ValidationError):
        field.clean(typed)


def test_year_month_and_day_are_understood():
    assert forms.DateField().clean("2025-06-05").isoformat() == "2025-06-05"
    assert forms.DateTimeField().clean("2025-06-05 14:30").minute == 30


def test_no_form_has_numbers_and_days_as_django_reads_them():
    """Those take "4_5" for 45, and a browser's own field for numbers drops a comma: form_fields.py has ours."""
    theirs = re.compile(r"forms\.(?:(?:Integer|Decimal|Float|Date)Field\(|NumberInput)")
    assert [path.name for path in FILES if theirs.search(path.read_text())] == []
