"""Text in a CSV file is never a formula, whatever a program takes for the end of a cell."""

import csv
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pettracker_site.common.csv_lines import guarded, line, unguarded

SIGNS = "=+-@＝＋－＠﹢⁼"
ENDS = ";,|\t\n\r\v\f\x85\u2028\u2029"


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_of_a_formula_is_guarded_in_each_of_its_forms(sign):
    assert guarded(f"{sign}1;{sign}1") == f"'{sign}1;'{sign}1"


@pytest.mark.parametrize("end", ENDS)
def test_it_is_guarded_wherever_a_cell_could_begin(end):
    assert guarded(f"Rex{end}=1{end}{end}=1") == f"Rex{end}'=1{end}{end}'=1"


@pytest.mark.parametrize("blank", [" ", '"', "'", '" ', "\u200b", "\ufeff", "\N{NO-BREAK SPACE}", "\u202e", "“"])
def test_it_is_guarded_behind_what_a_program_may_take_away(blank):
    assert guarded(f"{blank}=1;{blank}=1") == f"'{blank}=1;'{blank}=1"


OTHERS = ["", "Rex", "a=b", "Jean-Luc", "me@pets.example", "4+4", "x; y", "a, b | c", "'tis"]


@pytest.mark.parametrize("text", OTHERS)
def test_other_text_stays_as_it_is(text):
    assert guarded(text) == text


def test_each_line_of_a_text_is_guarded():
    assert guarded("Eats:\n- fish\n- hay\r\n=1") == "Eats:\n'- fish\n'- hay\r\n'=1"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@given(text=st.text(alphabet="=+-@＝ \"';,|\t\n\rab", max_size=15))
def test_no_reader_finds_a_formula(delimiter, text):
    """Read by lines and cells, with quotation marks and without them."""
    written = line(["1", text, "2"])
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        for row in csv.reader(written.splitlines(keepends=True), delimiter=delimiter, quoting=quoting):
            for cell in row:
                assert not re.match(r"[\s\"]*[=+\-@＝]", cell), cell


@given(text=st.text(alphabet="=+-@＝ \"';,|\t\n\rab\u200b", max_size=15))
def test_a_text_can_be_read_back(text):
    assert unguarded(guarded(text)) == text


def test_numbers_stay_numbers():
    assert line([-5, Decimal("-4.50"), None, True]) == "-5,-4.50,,True\r\n"
