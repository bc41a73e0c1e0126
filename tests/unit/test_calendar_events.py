"""Which days of pets a feed shows, from the pets alone."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from pets.calendar import events, ics
from pets.calendar.clients import client_words, known_client
from pets.calendar.events import events_of
from pets.calendar.feeds import Shown, window
from pets.domain import Pet
from pets.life.plans import Plan
from pets.medicines.days import Repeat
from pets.medicines.schedule import Schedule
from tests.store.makers import NOW, new_pet

FIRST, LAST = window(date(2026, 11, 28))
CHANGED = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)


def with_plans(pet: Pet, *plans: Plan) -> Pet:
    return replace(pet, plans={plan.id: plan.to_entry() for plan in plans})


def plan(kind: str = "care", due: date = date(2026, 12, 1), title: str = "Rabies", **fields) -> Plan:
    made = Plan.of(str(uuid.uuid4()), kind=kind, type="vaccination", title=title, due=due, newest="an-entry")
    return replace(made, changed="2026-02-03T04:05:06.000000Z", **fields)


def medicine(due: date, *, also=None, **fields) -> Plan:
    usual = {"repeat": Repeat.DAILY, "anchor": due, "times": (time(8), time(20)), "zone": "Europe/Berlin"}
    schedule = Schedule(**{**usual, **fields}).to_plain() | {"Dose": "1", "Unit": "tablet"} | (also or {})
    return plan("medicine", due, "Thyroid", schedule=schedule, occurrence=f"{due}T08:00")


def shown(*pets: Pet, of=tuple(Shown)) -> list[ics.Event]:
    return events_of(pets, of, FIRST, LAST, lambda pet: f"https://pets.example/pets/{pet.id}/")


def days(found: list[ics.Event]) -> list[str]:
    return [f"{event.day} {event.summary}" for event in found]


def test_it_shows_this_year_and_the_next_of_whatever_day_it_is_asked():
    assert window(date(2026, 11, 28)) == (date(2026, 1, 1), date(2027, 12, 31))
    assert window(date(2026, 1, 1)) == window(date(2026, 12, 31))
    at_the_edges = [plan(due=FIRST), plan(due=LAST), plan(due=FIRST - timedelta(1)), plan(due=LAST + timedelta(1))]
    found = shown(with_plans(new_pet(), *at_the_edges))
    assert [event.day for event in found] == [FIRST, LAST]


def test_a_series_has_its_one_open_day_which_keeps_its_id_when_it_is_put_off():
    planned = plan()
    [before] = shown(with_plans(new_pet(), planned))
    [after] = shown(with_plans(new_pet(), planned.put_off(date(2026, 12, 4))))
    assert (before.uid, before.day, before.changed) == (after.uid, date(2026, 12, 1), CHANGED)
    assert after.day == date(2026, 12, 4)


def test_a_pet_that_got_another_name_changed_its_events():
    renamed = replace(with_plans(new_pet("Max"), plan()), updated_at=datetime(2026, 5, 1, tzinfo=UTC))
    [event] = shown(renamed)
    assert (event.summary, event.changed) == ("Max: Rabies", renamed.updated_at)


def test_only_the_kinds_that_were_chosen_are_shown():
    plans = plan("care"), plan("document"), plan("something"), medicine(LAST)
    pet = with_plans(new_pet(birth_date=date(2020, 6, 1)), *plans)
    numbers = {kind.value: len(shown(pet, of=[kind])) for kind in Shown}
    assert numbers == {"health": 1, "documents": 1, "medicines": 1, "birthdays": 2}


def test_a_medicine_has_an_event_for_each_day_with_its_times_in_words():
    found = shown(with_plans(new_pet(), medicine(date(2027, 12, 30), times=(time(8), time(14), time(20)))))
    assert days(found) == [f"2027-12-{day} Rex: Thyroid at 08:00, 14:00 and 20:00" for day in (30, 31)]


def test_a_medicine_begins_with_its_open_dose_and_follows_its_schedule_to_its_end():
    given = medicine(date(2026, 3, 31), repeat=Repeat.MONTHLY, anchor=date(2026, 1, 31), until=date(2026, 6, 30))
    found = shown(with_plans(new_pet(), given))
    assert [event.day.isoformat() for event in found] == ["2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"]


def test_a_medicine_ends_with_the_number_of_its_doses():
    counted = medicine(date(2026, 5, 1), also={"MostDoses": 10, "Given": 5})
    found = shown(with_plans(new_pet(), counted))
    assert days(found) == [
        "2026-05-01 Rex: Thyroid at 08:00 and 20:00",
        "2026-05-02 Rex: Thyroid at 08:00 and 20:00",
        "2026-05-03 Rex: Thyroid at 08:00",
    ]
    assert shown(with_plans(new_pet(), medicine(date(2026, 5, 1), also={"MostDoses": 5, "Given": 7}))) == []


def test_a_medicine_that_counts_from_the_day_it_was_given_has_only_its_open_day():
    found = shown(with_plans(new_pet(), medicine(date(2026, 5, 1), every=30, from_done=True)))
    assert days(found) == ["2026-05-01 Rex: Thyroid at 08:00 and 20:00"]


def test_a_medicine_of_a_later_release_is_left_out_and_all_else_is_shown():
    odd = medicine(date(2026, 5, 1), also={"Repeat": "by-the-moon"})
    assert days(shown(with_plans(new_pet(), odd, plan()))) == ["2026-12-01 Rex: Rabies"]


def test_birthdays_and_adoption_days_count_full_years_and_29_february_is_the_28th_in_common_years():
    pet = new_pet(birth_date=date(2024, 2, 29), adopted_on=date(2026, 4, 5))
    assert days(shown(pet)) == [
        "2026-02-28 Rex turns 2",
        "2027-02-28 Rex turns 3",
        "2027-04-05 Rex came to you a year ago",
    ]
    leap = events_of([pet], Shown, *window(date(2028, 1, 1)), lambda _: "")
    assert leap[0].day == date(2028, 2, 29)


def test_a_birth_date_that_is_a_guess_has_no_birthday():
    assert shown(new_pet(birth_date=date(2024, 2, 1), birth_approximate=True)) == []


def test_of_more_events_than_a_feed_holds_the_first_are_shown_and_no_others_made(monkeypatch):
    monkeypatch.setattr(events, "MOST_EVENTS", 5)
    made = []
    monkeypatch.setattr(events, "Event", lambda *said: made.append(said) or ics.Event(*said))
    pets = [with_plans(new_pet(), *(medicine(FIRST) for _ in range(40))) for _ in range(2)]
    assert [event.day for event in shown(*pets)] == [FIRST] * 5
    assert len(made) <= 2 * 40 + 5


def test_every_event_has_an_id_of_its_own_and_they_stand_in_the_order_of_their_days():
    pets = [with_plans(new_pet(birth_date=date(2020, 1, 1)), plan(), plan("document"), medicine(FIRST)) for _ in "ab"]
    found = shown(*pets)
    assert len({event.uid for event in found}) == len(found) > 1_000
    assert [event.day for event in found] == sorted(event.day for event in found)
    assert {event.changed for event in found} == {CHANGED, NOW}  # of what is due, and of birthdays


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Google-Calendar-Importer", "Google Calendar"),
        ("macOS/14.5 (23F79) CalendarAgent/1016", "Apple’s calendar"),
        ("iOS/17.5.1 (21F90) dataaccessd/1.0", "Apple’s calendar"),
        ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17; Pro)", "Outlook"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.1.0", "Thunderbird"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", "a browser"),
        ("<script>my own</script>", "another program"),
        ("", "another program"),
        ("x" * 8_000 + "Google-Calendar-Importer", "another program"),
    ],
)
def test_a_program_is_told_by_a_name_of_ours(said, name):
    assert client_words(known_client(said)) == name
