"""A calendar is read by others as it was meant, whatever people call their pets."""

import unicodedata
from datetime import UTC, date, datetime, timedelta

import icalendar
import recurring_ical_events
from hypothesis import example, given
from hypothesis import strategies as st

from pets.calendar import ics

CHANGED = datetime(2026, 3, 4, 5, 6, 7, 890, tzinfo=UTC)
HOSTILE = 'Rex\r\nEND:VEVENT\r\nBEGIN:VEVENT\\;,:"\x00\x1b\x85\u2028\ud800 and so on'
signs = st.text(alphabet=st.characters(), max_size=200)
days = st.dates(date(1900, 1, 1), date(2200, 12, 30))


def event(summary: str = "Rabies", day: date = date(2026, 11, 28), **fields) -> ics.Event:
    return ics.Event("an-id@pettracker", day, summary, "https://pets.example/pets/1/", CHANGED, **fields)


def kept_of(text: str) -> str:
    """What is left of a text: its lines, and no control characters."""
    for end in ("\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"):
        text = text.replace(end, "\n")
    return "".join(each for each in text if each == "\n" or unicodedata.category(each) not in ("Cc", "Cs"))


@given(st.text(alphabet=st.sampled_from("aé漢🐶\u0301"), max_size=400))
def test_a_line_is_folded_at_75_octets_and_never_within_a_character(line):
    folded = ics.fold(line)
    assert folded.endswith(b"\r\n")
    pieces = folded[:-2].split(b"\r\n")
    assert max(map(len, pieces)) <= 75
    assert [piece[:1] for piece in pieces[1:]] == [b" "] * (len(pieces) - 1)
    assert pieces[0].decode() + "".join(piece[1:].decode() for piece in pieces[1:]) == line


@given(signs, signs, days)
@example(HOSTILE, HOSTILE, date(2026, 12, 31))
def test_what_people_type_comes_out_of_another_library_as_the_text_it_was(name, summary, day):
    calendar = icalendar.Calendar.from_ical(ics.write(name, [event(summary, day)]))
    [found] = calendar.subcomponents
    in_both = str(calendar["NAME"]), str(calendar["X-WR-CALNAME"])
    assert in_both == (ics.escape(name),) * 2  # that library leaves both as they are written
    assert str(found["SUMMARY"]) == kept_of(summary)
    assert (found.decoded("DTSTART"), found.decoded("DTEND")) == (day, day + timedelta(days=1))
    assert not calendar.errors
    assert not found.errors


def test_what_stands_for_something_in_a_calendar_is_escaped():
    """Readers forgive what is not; some do not (RFC 5545, 3.3.11)."""
    assert ics.escape('a\\b;c,d\r\ne: "f"') == 'a\\\\b\\;c\\,d\\ne: "f"'


@given(st.sets(days, max_size=20))
def test_a_second_library_finds_an_event_on_each_of_its_days_and_on_no_other(chosen):
    events = [ics.Event(f"{day}@pettracker", day, str(day), "https://pets.example/", CHANGED) for day in chosen]
    calendar = icalendar.Calendar.from_ical(ics.write("Pets", events))
    found = recurring_ical_events.of(calendar).between(date(1899, 12, 31), date(2201, 1, 1))
    assert sorted(each["DTSTART"].dt for each in found) == sorted(chosen)
    assert all(str(each["DTSTART"].dt) == each["SUMMARY"] for each in found)


def test_an_event_is_of_a_whole_day_takes_nobodys_time_and_says_when_it_changed():
    [found] = icalendar.Calendar.from_ical(ics.write("Pets", [event()])).subcomponents
    assert {name: found[name].to_ical().decode() for name in found} == {
        "UID": "an-id@pettracker",
        "DTSTAMP": "20260304T050607Z",
        "LAST-MODIFIED": "20260304T050607Z",
        "SEQUENCE": str(int((CHANGED - datetime(2020, 1, 1, tzinfo=UTC)).total_seconds())),
        "DTSTART": "20261128",
        "DTEND": "20261129",
        "SUMMARY": "Rabies",
        "URL": "https://pets.example/pets/1/",
        "TRANSP": "TRANSPARENT",
    }
    assert found["DTSTART"].params == {"VALUE": "DATE"}


def test_a_calendar_asks_to_be_looked_at_every_six_hours():
    calendar = icalendar.Calendar.from_ical(ics.write("Pets", []))
    said = {name: calendar[name].to_ical().decode() for name in ("VERSION", "CALSCALE", "X-PUBLISHED-TTL")}
    assert said == {"VERSION": "2.0", "CALSCALE": "GREGORIAN", "X-PUBLISHED-TTL": "PT6H"}
    assert calendar.decoded("REFRESH-INTERVAL") == timedelta(hours=6)
    assert "METHOD" not in calendar  # one asks for an organiser in each event (RFC 5546, 3.2.1)
