"""Care records: what they say, what comes after them, and what a pet's plans become."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pets.care.domain import Care, follow_series, newest_of, skipped_to
from pets.care.facts import FACTS, TYPES, Against, CareType, Scale, Severity
from pets.domain import Pet
from pets.life.due import count_due, due_of
from pets.life.plans import MOST_CLOSED, MOST_PLANS, Plan, TooManyPlans, plan_of, plans_of, with_plan
from pets.profile import Kind, Profile

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
PET = Pet.new("me", "nonce", Profile("Rex", Kind.DOG), NOW)


def care(type=CareType.VACCINATION, title="Rabies", on="2026-05-01", due="2027-05-01", **fields) -> Care:
    nonce = fields.pop("nonce", f"{title}{on}")
    return Care(
        pet_id=PET.id,
        id=Care.id_for(PET.id, "me", nonce),
        on=date.fromisoformat(on),
        by="me",
        created_at=NOW,
        updated_at=NOW,
        type=CareType(type),
        title=title,
        next_due=date.fromisoformat(due) if due else None,
        **fields,
    )


def test_a_record_comes_back_from_its_item_as_it_was():
    values = {
        "against": Against.WORMS,
        "scale": Scale.OF_NINE,
        "severity": Severity.MILD,
        "expires": date(2027, 1, 1),
        "valid_from": date(2026, 5, 2),
        "weight": Decimal("4.2"),
    }
    numbers = {name: Decimal("2.5") for name in ("dose", "score", "value", "temperature", "cost")}
    facts = {name: f"some {name}" for name in FACTS} | numbers | values
    record = care(facts=facts, note="n", private_note="p", answers="2026-05-01")
    assert Care.from_item({k: v for k, v in record.to_item().items() if v is not None}) == record


def test_a_fact_belongs_to_some_type():
    assert {name for said in TYPES.values() for name in said.facts} == {*FACTS}


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        (care(title="Rabies"), care(title="rábies ", on="2027-05-01"), True),
        (care(title="Rabies"), care(title="Lepto"), False),
        (care("visit", "Limping"), care("visit", "Check-up"), True),
        (
            care("parasites", "A", facts={"against": Against.WORMS}),
            care("parasites", "B", facts={"against": Against.WORMS}),
            True,
        ),
        (
            care("parasites", "A", facts={"against": Against.WORMS}),
            care("parasites", "A", facts={"against": Against.FLEAS_TICKS}),
            False,
        ),
        (care("procedure", "Nails"), care("vaccination", "Nails"), False),
    ],
)
def test_what_is_a_series(one, other, are_one):
    assert (one.series == other.series) is are_one


@pytest.mark.parametrize("type", ["allergy", "body-score", "measure"])
def test_what_does_not_come_again_is_no_series(type):
    assert care(type, due=None).series == ""


class TestWhatIsDue:
    def test_follows_from_the_newest_alone(self):
        old, new = care(on="2020-05-01", due="2021-05-01"), care(on="2026-04-01", due="2027-04-01")
        assert newest_of([old, new]) == new
        (plan,) = plans_of(follow_series(PET, new.series, new))
        assert (plan.due, plan.title, plan.newest) == (date(2027, 4, 1), "Rabies", new.id)

    def test_ends_where_the_newest_says_nothing_of_a_next(self):
        with_plan_ = follow_series(PET, care().series, care())
        assert follow_series(with_plan_, care().series, care(on="2026-06-01", due=None)).plans == {}
        assert follow_series(with_plan_, care().series, None).plans == {}

    def test_stays_put_off_where_only_words_of_its_record_change(self):
        put_off = with_plan(
            PET, replace(plan_of(follow_series(PET, care().series, care()), care().series)).put_off(date(2027, 6, 1))
        )
        record = replace(care(), title="Rabies ", note="well taken")
        plan = plan_of(follow_series(put_off, record.series, record), record.series)
        assert plan.due == date(2027, 6, 1)

    def test_is_as_the_record_says_where_its_next_day_is_edited(self):
        put_off = with_plan(
            PET, plan_of(follow_series(PET, care().series, care()), care().series).put_off(date(2027, 6, 1))
        )
        record = replace(care(), next_due=date(2027, 5, 20))
        assert plan_of(follow_series(put_off, record.series, record), record.series).due == date(2027, 5, 20)

    def test_is_no_more_than_forty_things(self):
        pet = PET
        for number in range(MOST_PLANS):
            record = care(title=f"Against {number}")
            pet = follow_series(pet, record.series, record)
        with pytest.raises(TooManyPlans):
            follow_series(pet, care().series, care())
        again = care(title="Against 3", on="2026-06-01", due="2027-06-01")  # one that is there goes on
        assert plan_of(follow_series(pet, again.series, again), again.series).due == date(2027, 6, 1)

    def test_those_that_never_come_again_do_not_count_among_the_forty_and_the_oldest_of_many_are_forgotten(self):
        pet = PET
        for number in range(2 * MOST_PLANS):
            record = care(title=f"Against {number}")
            pet = follow_series(pet, record.series, record)
            skipped = plan_of(pet, record.series).moved_to(None, {})
            pet = with_plan(pet, replace(skipped, title=f"{number}"))
            first = care(title="Against 0").series
            assert (first in pet.plans) == (number < MOST_CLOSED)
        assert len(pet.plans) == MOST_CLOSED
        assert plan_of(follow_series(pet, care().series, care()), care().series).due
        assert len(follow_series(pet, record.series, record).plans) == MOST_CLOSED  # skipped stays skipped

    def test_one_that_has_a_schedule_and_no_day_counts_among_the_forty_and_is_never_forgotten(self):
        plan = plan_of(follow_series(PET, care().series, care()), care().series).moved_to(None, {})
        pet = with_plan(PET, replace(plan, id="needed", schedule={"Repeat": "as-needed"}))
        for number in range(MOST_CLOSED + 1):
            pet = with_plan(pet, replace(plan, id=f"closed {number}"))
        assert "needed" in pet.plans
        for number in range(MOST_PLANS - 1):
            pet = with_plan(pet, replace(plan, id=f"open {number}", due=date(2027, 1, 1)))
        with pytest.raises(TooManyPlans):
            with_plan(pet, replace(plan, id="another", schedule={"Repeat": "as-needed"}))

    def test_one_that_never_came_again_takes_a_place_where_it_is_due_once_more(self):
        skipped = plan_of(follow_series(PET, care().series, care()), care().series)
        pet = with_plan(PET, skipped.moved_to(None, {}))
        for number in range(MOST_PLANS):
            record = care(title=f"Against {number}")
            pet = follow_series(pet, record.series, record)
        with pytest.raises(TooManyPlans):
            with_plan(pet, skipped)

    def test_stands_in_an_entry_that_comes_back_as_it_was(self):
        plan = plan_of(follow_series(PET, care().series, care()), care().series)
        answered = plan.moved_to(date(2028, 5, 1), {"Occurrence": "2027-05-01", "Outcome": "skipped"})
        assert Plan.from_entry(plan.id, answered.to_entry()) == answered


@pytest.mark.parametrize(
    ("record", "on", "next"),
    [
        (care(), "2027-05-20", "2028-05-20"),
        (care(title="DHPP", on="2026-03-01", due="2026-03-22"), "2026-03-22", "2029-03-22"),  # its age is not known
        (care(title="Something", on="2026-03-01", due="2026-03-22"), "2026-03-22", "2026-04-12"),
        (care("parasites", "Spot-on", due="2026-05-31"), "2026-06-02", "2026-07-02"),
        (care("visit", "Limping", due="2026-05-15"), "2026-05-15", None),
        (care("visit", "Check-up", due="2027-05-01"), "2027-05-01", "2028-05-01"),
        (care("procedure", "Stitches", due="2026-05-11"), "2026-05-11", None),
        (care("procedure", "Hooves", due="2026-06-12"), "2026-06-12", "2026-07-24"),
        (care(due=None), "2027-05-01", None),
    ],
)
def test_what_comes_after_it_is_done_again(record, on, next):
    found = record.next_after(PET, date.fromisoformat(on))
    assert found == (date.fromisoformat(next) if next else None)


def test_done_again_says_the_same_but_for_what_belongs_to_that_day():
    facts = {"against": Against.WORMS, "batch": "A1", "cost": Decimal(12), "currency": "EUR", "weight": Decimal(4)}
    pet = replace(PET, profile=replace(PET.profile, weight=Decimal("5.1")))
    record = care("parasites", "Tablet", due="2026-08-01", facts=facts, note="hid it")
    made = record.repeated(pet, date(2026, 8, 2), "kim", NOW, occurrence="2026-08-01", nonce="n")
    assert made.facts == {"against": Against.WORMS, "currency": "EUR", "weight": Decimal("5.1")}
    assert (made.title, made.note, made.by, made.answers) == ("Tablet", "", "kim", "2026-08-01")


@pytest.mark.parametrize(
    ("occurrence", "today", "next"),
    [
        ("2027-05-01", "2027-05-10", "2028-05-01"),
        ("2027-05-01", "2027-04-10", "2028-05-01"),
        ("2020-05-01", "2027-05-01", "2028-05-01"),
    ],
)
def test_skipped_it_is_due_behind_today(occurrence, today, next):
    assert skipped_to(care(), date.fromisoformat(occurrence), date.fromisoformat(today)) == date.fromisoformat(next)


def test_what_does_not_come_again_is_not_due_once_it_is_skipped():
    assert skipped_to(care("visit", "Limping", due="2026-05-15"), date(2026, 5, 15), date(2026, 5, 20)) is None


@pytest.fixture
def may_day(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2026, 5, 10))


def pet_with(*due: str, name: str = "Rex") -> Pet:
    pet = Pet.new("me", name, Profile(name, Kind.DOG), NOW)
    for number, day in enumerate(due):
        record = replace(care(title=f"{name} {number}", on="2020-01-01", due=day), pet_id=pet.id)
        pet = follow_series(pet, record.series, record)
    return pet


def test_what_is_due_stands_in_order_over_pets(may_day):
    rex, miso = pet_with("2026-05-10", "2026-05-24", "2026-05-25"), pet_with("2026-05-01", "2026-05-11", name="Miso")
    found = due_of([rex, miso], "me")
    assert [(each.pet.name, each.words) for each in found.items] == [
        ("Miso", "overdue for 9 days"),
        ("Rex", "today"),
        ("Miso", "tomorrow"),
        ("Rex", "in 14 days"),
    ]
    assert (count_due(rex, date(2026, 5, 10)), count_due(miso, date(2026, 5, 10))) == (1, 1)


def test_no_more_than_twelve_are_shown_and_the_others_counted(may_day):
    found = due_of([pet_with(*["2026-05-01"] * 15)], "me")
    assert (len(found.items), found.more) == (12, 3)


def test_who_may_only_look_has_no_buttons(may_day):
    assert [each.may_answer for each in due_of([pet_with("2026-05-01")], "a stranger").items] == [False]
