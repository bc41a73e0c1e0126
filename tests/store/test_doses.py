"""Doses of medicines: each is given once, whoever gives it, and medicine, stock and what is due tell the same story."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.conf import settings

from pets.children.sweeping import Sweeper
from pets.life import answers
from pets.life.answers import PlanChild
from pets.life.plans import plan_of
from pets.life.repository import Life, life
from pets.medicines import doses, repository
from pets.medicines.child import MedicineChild
from pets.medicines.course import Course
from pets.medicines.days import Repeat
from pets.medicines.domain import GIVEN, SKIPPED, Medicine
from pets.medicines.doses import Answer, AnsweredBefore, NotADose, TooSoon
from pets.medicines.page import earlier_doses
from pets.medicines.schedule import Step, occurrence
from pets.medicines.stock import enough_until, set_stock
from pets.medicines.taking_back import TooLate, undo
from pets.repository import PetRepository
from pets.rights import Permit
from pets.roles import Right
from pettracker_site.audit.audit_log import audit_log
from pettracker_site.aws import clients, times
from pettracker_site.aws.errors import NotFound
from pettracker_site.files.quota import Quota
from tests import stores
from tests.medicines import daily, new_medicine
from tests.store.makers import OWNER, STRANGER, new_pet
from tests.store.test_uploads_at_once import OneCallAtATime

BY, ANNA = Permit(OWNER, Right.ADD_RECORDS), "anna"
KEEPER = Permit(OWNER, Right.EDIT_RECORDS)
DAY = date(2026, 11, 2)


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    return datetime.combine(DAY + timedelta(days=days), time(hour, minute), tzinfo=UTC)


@pytest.fixture
def pet(pet_records):
    return pet_records.add(new_pet())


@pytest.fixture
def clock(monkeypatch):
    """Sets what `times.now` says."""

    def set(moment: datetime) -> None:
        monkeypatch.setattr(times, "now", lambda: moment)

    set(at(7))
    return set


@pytest.fixture
def medicine(pet, clock):
    return add(pet, daily(DAY, "08:00", "14:00", "20:00"), stock=Decimal(10))


def add(pet, schedule, name="Apoquel", **fields) -> Medicine:
    return repository.add(now(pet), new_medicine(pet, schedule, name, **fields), by=BY)


def now(pet):
    return life().pets.get(pet.id)


def kept(medicine) -> Medicine:
    return life().find(Medicine, medicine.pet_id, medicine.id)


def said(moment: datetime, which: datetime | None, nonce="n", outcome=GIVEN, **more) -> Answer:
    name = occurrence(which.replace(tzinfo=None)) if which else ""
    return Answer(occurrence=name, outcome=outcome, nonce=nonce, by=more.pop("by", BY), now=moment, **more)


def answer(pet, medicine, *arguments, **fields):
    return doses.answer(now(pet), kept(medicine), said(*arguments, **fields))


def course(medicine) -> Course | None:
    plan = plan_of(life().pets.get(medicine.pet_id), medicine.id)
    return Course.of(plan) if plan else None


def open_at(medicine, moment: datetime) -> datetime:
    return course(medicine).open(moment).replace(tzinfo=UTC)


class TestNew:
    """Its first dose, where it is written down in the middle of a day."""

    @pytest.mark.parametrize(
        ("written", "schedule", "first"),
        [
            (at(14), daily(DAY, "08:00"), at(8, days=1)),
            (at(14), daily(DAY, "08:00", "20:00"), at(20)),
            (at(14), daily(DAY - timedelta(days=5), "08:00"), at(8, days=1)),
            (at(9, 1), daily(DAY, "08:00"), at(8, days=1)),
            (at(9), daily(DAY, "08:00"), at(8)),
            (at(14), daily(DAY, "08:00", every=2), at(8)),
            (at(14), daily(DAY, "08:00", until=DAY), at(8)),
            (at(14), daily(DAY, "08:00", from_done=True), at(8)),
            (at(14), daily(DAY + timedelta(days=3), "08:00"), at(8, days=3)),
        ],
    )
    def test_is_none_of_over_an_hour_before_unless_the_next_is_more_than_a_day_away(
        self, clock, written, schedule, first
    ):
        clock(written)
        assert Course.started(new_medicine(new_pet(), schedule)).open(written) == first.replace(tzinfo=None)

    def test_that_was_given_before_may_be_noted(self, pet, clock):
        clock(at(14))
        medicine = add(pet, daily(DAY, "08:00"))
        assert [name for name, _ in earlier_doses(course(medicine), [], at(14))] == ["2026-11-02T08:00"]
        answer(pet, medicine, at(14), at(8))
        assert (kept(medicine).given, open_at(medicine, at(14))) == (1, at(8, days=1))


class TestGiven:
    def test_is_one_transaction_that_takes_from_the_stock_and_opens_the_next(self, pet, medicine, aws_calls):
        seen = now(pet), kept(medicine)
        aws_calls.clear()
        noted = doses.answer(*seen, said(at(8, 5), at(8)))
        assert aws_calls == {"TransactWriteItems": 1}
        assert (noted.occurrence, noted.dose) == ("2026-11-02T08:00", 1)
        assert (kept(medicine).stock, kept(medicine).given) == (9, 1)
        assert open_at(medicine, at(8, 6)) == at(14)

    def test_the_same_form_twice_is_one_dose(self, pet, medicine):
        for moment in (at(8), at(9)):
            assert answer(pet, medicine, moment, at(8), nonce="n").occurrence == "2026-11-02T08:00"
        assert (kept(medicine).stock, kept(medicine).given) == (9, 1)

    @pytest.mark.parametrize("moment", [at(8, 30), at(20, 0, days=30)])
    def test_who_comes_second_is_told_who_was_first_and_when(self, pet, medicine, moment):
        answer(pet, medicine, at(8, 12), at(8))
        with pytest.raises(AnsweredBefore) as told:
            answer(pet, medicine, moment, at(8), nonce="other")
        assert (told.value.said["By"], told.value.said["At"][11:16]) == (OWNER, "08:12")
        assert kept(medicine).given == 1

    def test_counts_from_what_there_is_where_the_medicine_was_read_before_another_dose(self, pet, medicine):
        before = kept(medicine)
        answer(pet, medicine, at(8), at(8))
        doses.answer(now(pet), before, said(at(14), at(14)))
        assert (kept(medicine).stock, kept(medicine).given, course(medicine).given) == (8, 2, 2)

    def test_what_nobody_noted_is_no_queue_the_latest_dose_is_open(self, pet, medicine):
        assert open_at(medicine, at(9)) == at(8)
        assert open_at(medicine, at(15, days=3)) == at(14, days=3)
        answer(pet, medicine, at(15, days=3), at(14, days=3))
        assert open_at(medicine, at(15, days=3)) == at(20, days=3)

    def test_an_earlier_dose_may_be_noted_for_seven_days_and_leaves_open_what_is_open(self, pet, medicine):
        answer(pet, medicine, at(15, days=7), at(20))
        assert open_at(medicine, at(15, days=7)) == at(14, days=7)
        assert kept(medicine).given == 1
        with pytest.raises(NotADose):
            answer(pet, medicine, at(15, days=7), at(14))

    @pytest.mark.parametrize("which", [at(8, 1), at(14), at(20), at(8, days=1), at(8, days=-1)])
    def test_no_dose_is_given_that_is_none_or_still_to_come(self, pet, medicine, which):
        with pytest.raises(NotADose):
            answer(pet, medicine, at(8, 30), which)
        assert kept(medicine).given == 0

    def test_too_soon_it_warns_with_who_gave_the_last_one_and_never_blocks(self, pet, medicine):
        answer(pet, medicine, at(8), at(8))
        with pytest.raises(TooSoon) as told:
            answer(pet, medicine, at(12, 59), at(14))
        assert [each["By"] for each in told.value.given] == [OWNER]
        answer(pet, medicine, at(12, 59), at(14), is_sure=True)
        answer(pet, medicine, at(19), at(20))  # an hour before its time nobody asks
        assert kept(medicine).given == 3

    def test_the_stock_is_never_less_than_nothing_and_comes_back_as_it_was(self, pet, medicine):
        set_stock(now(pet), medicine, Decimal("0.4"), None, by=BY)
        answer(pet, medicine, at(8), at(8))
        assert kept(medicine).stock == 0
        undo(now(pet), kept(medicine), "2026-11-02T08:00", at(8, 1), by=BY, own=True)
        assert kept(medicine).stock == Decimal("0.4")

    def test_a_right_that_was_lost_meanwhile_is_asked_for_in_the_write(self, pet, medicine):
        with pytest.raises(NotFound):
            answer(pet, medicine, at(8), at(8), by=Permit(STRANGER, Right.ADD_RECORDS))
        assert kept(medicine).given == 0

    def test_of_a_medicine_in_the_trash_is_not_given(self, pet, medicine):
        seen = kept(medicine)
        repository.delete(now(pet), seen, by=KEEPER)
        with pytest.raises(NotFound):
            doses.answer(now(pet), seen, said(at(8), at(8)))


class TestItsEnd:
    def test_by_a_number_of_doses_counts_those_given_and_not_those_skipped(self, pet, clock):
        medicine = add(pet, daily(DAY, "08:00"), most_doses=2)
        answer(pet, medicine, at(8), at(8), outcome=SKIPPED)
        answer(pet, medicine, at(8, days=1), at(8, days=1))
        assert course(medicine)
        answer(pet, medicine, at(8, days=2), at(8, days=2))
        assert course(medicine) is None
        undo(now(pet), kept(medicine), "2026-11-04T08:00", at(9, days=2), by=BY, own=True)
        assert open_at(medicine, at(9, days=2)) == at(8, days=2)

    def test_by_a_number_of_doses_no_earlier_one_is_noted_besides(self, pet, clock):
        medicine = add(pet, daily(DAY, "08:00"), most_doses=1)
        answer(pet, medicine, at(8, days=1), at(8, days=1))
        with pytest.raises(NotADose):
            answer(pet, medicine, at(9, days=1), at(8), nonce="other")
        assert kept(medicine).given == 1
        assert earlier_doses(Course.started(kept(medicine)).at(None), [], at(9, days=1)) == []

    def test_by_a_day_waits_a_week_for_its_last_dose(self, pet, clock):
        medicine = add(pet, daily(DAY, "08:00", until=DAY))
        assert not course(medicine).is_over(at(8, days=7))
        assert course(medicine).is_over(at(8, days=8))
        answer(pet, medicine, at(8, days=1), at(8))
        assert course(medicine) is None

    def test_in_steps_each_dose_is_that_of_its_step(self, pet, clock):
        steps = (Step(days=1, dose=Decimal(2)), Step(days=1, dose=Decimal("0.5")))
        medicine = add(pet, daily(DAY, "08:00", steps=steps), stock=Decimal(3))
        given = [answer(pet, medicine, at(8, days=days), at(8, days=days)).dose for days in range(2)]
        assert given == [2, Decimal("0.5")]
        assert kept(medicine).stock == Decimal("0.5")
        assert course(medicine) is None


class TestFromTheDayItWasGiven:
    def test_the_next_counts_from_then_and_undone_from_before(self, pet, clock):
        medicine = add(pet, daily(DAY, "08:00", every=30, from_done=True))
        assert open_at(medicine, at(9, days=40)) == at(8)  # it waits, however late
        answer(pet, medicine, at(9, days=40), at(8))
        assert open_at(medicine, at(9, days=40)) == at(8, days=70)
        undo(now(pet), kept(medicine), "2026-11-02T08:00", at(10, days=40), by=BY, own=True)
        assert open_at(medicine, at(10, days=40)) == at(8)

    @pytest.mark.parametrize(
        ("answered", "first", "open"), [(None, 5, 5), (None, 200, 200), (3, 1, 33), (3, 5, 5), (3, 200, 200)]
    )
    def test_another_first_day_counts_where_no_dose_was_given_on_it_or_later(self, pet, clock, answered, first, open):
        medicine = add(pet, daily(DAY, "08:00", every=30, from_done=True, until=DAY + timedelta(days=100)))
        if answered:
            answer(pet, medicine, at(9, days=answered), at(8))
        on = DAY + timedelta(days=first)
        schedule = daily(on, "08:00", every=30, from_done=True, until=max(on, DAY + timedelta(days=100)))
        changed = kept(medicine).edited(OWNER, at(9), "e", on=on, schedule=schedule)
        repository.edit(now(pet), kept(medicine), changed, by=KEEPER)
        assert open_at(medicine, at(9, 5)) == at(8, days=open)

    @pytest.mark.parametrize(
        ("answered", "edited", "changed", "open"),
        [
            (29, 29, {"until": DAY + timedelta(days=300)}, at(8, days=59)),
            (29, 29, {"every": 60}, at(8, days=89)),
            (29, 29, {"times": (time(20),)}, at(20, days=59)),
            (0, 40, {"times": (time(20),)}, at(20, days=30)),  # it waits, however late
            (0, 40, {"until": DAY + timedelta(days=300)}, at(8, days=30)),
            (29, 29, {"until": DAY + timedelta(days=20)}, None),
        ],
    )
    def test_an_edit_of_anything_else_counts_on_from_then(self, pet, clock, answered, edited, changed, open):
        medicine = add(pet, daily(DAY, "08:00", every=30, from_done=True))
        answer(pet, medicine, at(9, days=answered), at(8))
        clock(at(10, days=edited))
        schedule = replace(kept(medicine).schedule, **changed)
        repository.edit(now(pet), kept(medicine), kept(medicine).edited(OWNER, times.now(), schedule=schedule), by=None)
        assert (open_at(medicine, times.now()) if course(medicine) else None) == open


class TestAsNeeded:
    @pytest.fixture
    def needed(self, pet, clock):
        schedule = daily(DAY, repeat=Repeat.AS_NEEDED, least_hours=6, most_a_day=2)
        return add(pet, schedule, "Pain")

    def give(self, pet, medicine, moment, nonce, **more):
        return doses.answer(now(pet), kept(medicine), said(moment, None, nonce=nonce, **more))

    def test_is_named_by_its_minute_and_form_and_warns_by_hours_and_by_count(self, pet, needed):
        form = "00000000-0000-4000-8000-00000000000"
        assert self.give(pet, needed, at(8), form + "1").occurrence == f"2026-11-02T08:00~{form}1"
        self.give(pet, needed, at(8, 1), form + "1")  # the same form, a minute later
        with pytest.raises(TooSoon):
            self.give(pet, needed, at(13, 59), form + "2")
        self.give(pet, needed, at(14), form + "3")
        with pytest.raises(TooSoon) as told:
            self.give(pet, needed, at(21), form + "4")
        assert len(told.value.given) == 2
        self.give(pet, needed, at(21), form + "4", is_sure=True)
        assert kept(needed).given == 3


class TestUndone:
    def test_it_is_open_again_with_stock_and_count_and_a_trail(self, pet, medicine):
        answer(pet, medicine, at(8), at(8))
        undone = lambda: undo(now(pet), kept(medicine), "2026-11-02T08:00", at(9), by=BY, own=True)  # noqa: E731
        assert undone()
        assert (kept(medicine).stock, kept(medicine).given, open_at(medicine, at(9))) == (10, 0, at(8))
        assert [entry.action for entry in audit_log().of_record(medicine.id).items] == ["dose-undone"]
        assert not undone()
        answer(pet, medicine, at(9), at(8), nonce="again")
        assert kept(medicine).given == 1

    def test_what_was_answered_since_stays_what_counts(self, pet, medicine):
        answer(pet, medicine, at(8), at(8))
        answer(pet, medicine, at(14), at(14))
        undo(now(pet), kept(medicine), "2026-11-02T08:00", at(15), by=BY, own=True)
        assert open_at(medicine, at(15)) == at(20)
        assert kept(medicine).given == 1

    def test_only_ones_own_unless_anybodys_may_be_and_for_a_day(self, pet, medicine):
        answer(pet, medicine, at(8), at(8))
        anna = Permit(ANNA, Right.ADD_RECORDS)
        with pytest.raises(NotFound):
            undo(now(pet), kept(medicine), "2026-11-02T08:00", at(9), by=anna, own=True)
        with pytest.raises(TooLate):
            undo(now(pet), kept(medicine), "2026-11-02T08:00", at(8, 1, days=1), by=KEEPER, own=False)
        assert kept(medicine).given == 1

    def test_after_another_schedule_was_written_the_new_one_goes_on(self, pet, medicine, clock):
        answer(pet, medicine, at(8), at(8))
        clock(at(9))
        changed = kept(medicine).edited(OWNER, at(9), "e", schedule=daily(DAY, "10:00"))
        repository.edit(now(pet), kept(medicine), changed, by=KEEPER)
        undo(now(pet), kept(medicine), "2026-11-02T08:00", at(9, 5), by=BY, own=True)
        assert open_at(medicine, at(9, 5)) == at(10)

    def test_after_an_edit_to_days_behind_the_last_one_the_new_schedule_stays(self, pet, clock):
        medicine = add(pet, daily(DAY, "08:00", "20:00", until=DAY))
        answer(pet, medicine, at(8), at(8))
        first = DAY + timedelta(days=5)
        changed = kept(medicine).edited(OWNER, at(9), "e", on=first, schedule=daily(first, "08:00"))
        repository.edit(now(pet), kept(medicine), changed, by=KEEPER)
        assert undo(now(pet), kept(medicine), "2026-11-02T08:00", at(9), by=BY, own=True)
        assert (kept(medicine).given, open_at(medicine, at(9))) == (0, at(8, days=5))


class TestAnEdit:
    def edit(self, pet, medicine, **changed):
        before = kept(medicine)
        return repository.edit(now(pet), before, before.edited(OWNER, times.now(), "e", **changed), by=KEEPER)

    def test_of_words_keeps_what_is_open_the_stock_and_what_was_answered(self, pet, medicine):
        answer(pet, medicine, at(8), at(8))
        seen = kept(medicine)
        answer(pet, medicine, at(14), at(14))  # while the form was open
        repository.edit(now(pet), seen, seen.edited(OWNER, at(15), "e", name="Apoquel 16"), by=KEEPER)
        assert (kept(medicine).stock, kept(medicine).given, kept(medicine).name) == (8, 2, "Apoquel 16")
        assert course(medicine).plan.title == "Apoquel 16"
        assert open_at(medicine, at(15)) == at(20)

    def test_keeps_the_day_of_the_next_pack_that_was_told_while_the_form_was_open(self, pet, medicine):
        seen = kept(medicine)
        set_stock(now(pet), medicine, Decimal(9), DAY, by=BY)
        repository.edit(now(pet), seen, seen.edited(OWNER, at(15), "e", name="Apoquel 16"), by=KEEPER)
        assert kept(medicine).refill_on == course(medicine).refill_on == DAY

    def test_of_the_times_counts_from_now_and_gives_nothing_twice(self, pet, medicine, clock):
        answer(pet, medicine, at(8), at(8))
        clock(at(10))
        self.edit(pet, medicine, schedule=daily(DAY, "09:00", "21:00"))
        assert open_at(medicine, at(10)) == at(21)

    def test_of_the_times_asks_for_none_of_long_before_it(self, pet, medicine, clock):
        clock(at(15))
        self.edit(pet, medicine, schedule=daily(DAY, "09:00", "21:00"))
        assert open_at(medicine, at(15)) == at(21)

    def test_keeps_a_dose_that_is_open_where_it_still_has_its_time(self, pet, medicine, clock):
        answer(pet, medicine, at(8), at(8))
        clock(at(15))
        self.edit(pet, medicine, schedule=daily(DAY, "14:00", "22:00"))
        assert open_at(medicine, at(15)) == at(14)

    def test_a_time_that_is_new_this_evening_is_asked_for_this_evening(self, pet, clock):
        medicine = add(pet, daily(DAY, "08:00"))
        answer(pet, medicine, at(8), at(8))
        clock(at(10))
        self.edit(pet, medicine, schedule=daily(DAY, "08:00", "20:00"))
        assert open_at(medicine, at(10)) == at(20)

    def test_in_the_trash_nothing_is_due_and_back_again_it_goes_on_behind_the_last_dose(self, pet, medicine):
        answer(pet, medicine, at(8), at(8))
        gone = repository.delete(now(pet), kept(medicine), by=KEEPER)
        assert course(medicine) is None
        repository.restore(now(pet), gone, by=KEEPER)
        assert open_at(medicine, at(9)) == at(14)
        assert course(medicine).given == 1


class TestManyAtOnce:
    PEOPLE, DOSES = 2, 100

    def test_three_times_a_day_from_two_browsers_at_once_a_hundred_times_are_a_hundred_doses(
        self, pet, clock, monkeypatch
    ):
        medicine = add(pet, daily(DAY, "08:00", "14:00", "20:00"), stock=Decimal(150))
        client = OneCallAtATime(clients.dynamodb())
        quota = Quota(client, settings.ACCOUNTS_TABLE)
        pets = PetRepository(client, settings.PETS_TABLE, audit_log(), quota=quota)
        locked = Life(client, settings.RECORDS_TABLE, pets)
        for module in (doses, repository, answers):
            monkeypatch.setattr(module, "life", lambda: locked)
        due = [at(hour, days=days) for days in range(34) for hour in (8, 14, 20)][: self.DOSES]

        def send(sent):
            try:
                doses.answer(*sent)
            except AnsweredBefore as told:
                return told.said["Nonce"]
            return ""

        with ThreadPoolExecutor(self.PEOPLE) as pool:
            for moment in due:
                seen = locked.pets.get(pet.id), locked.find(Medicine, pet.id, medicine.id)
                forms = [said(moment, moment, nonce=f"browser {number}") for number in range(self.PEOPLE)]
                told = list(pool.map(send, [(*seen, form) for form in forms]))
                assert sorted(told)[0] == ""
                assert told[1 - told.index("")] == forms[told.index("")].nonce
        items = [item for item in stores.items(settings.RECORDS_TABLE) if item["Kind"] == "answer"]
        assert len(items) == self.DOSES
        assert (kept(medicine).stock, kept(medicine).given) == (50, 100)
        assert open_at(medicine, due[-1]) == at(14, days=33)


class TestTheCheck:
    def differences(self, pet, repair=False):
        return [each.problem for each in MedicineChild().check(now(pet), repair=repair, settle=lambda: None)]

    def test_finds_nothing_after_doses_edits_and_an_end(self, pet, medicine, clock):
        answer(pet, medicine, at(8), at(8))
        add(pet, daily(DAY, "08:00", until=DAY), "Short")
        moved = add(pet, daily(DAY, "08:00", every=30, from_done=True), "Moved", dose=Decimal("1.50"))
        answer(pet, moved, at(9, days=3), at(8))
        clock(at(9, days=20))
        assert self.differences(pet) == []

    def test_finds_and_mends_a_plan_that_is_lost_or_one_too_many(self, pet, medicine):
        answer(pet, medicine, at(8), at(8))
        whole = now(pet)
        entry = whole.plans[medicine.id]
        wrong = {**entry, "Title": "x"}, {**entry, "Schedule": {**entry["Schedule"], "RefillOn": "2026-12-01"}}
        for plans in ({}, {"nobody": entry, medicine.id: entry}, *({medicine.id: each} for each in wrong)):
            life().write(now(pet), lambda pet, plans=plans: (replace(pet, plans=plans), {}), by=None)
            assert self.differences(pet, repair=True) == ["medicine-due"]
            assert self.differences(pet) == []
            assert open_at(medicine, at(9)) == at(14)


def test_what_there_is_is_enough_until_the_last_dose_that_it_makes(pet, clock):
    medicine = add(pet, daily(DAY, "08:00", "20:00"))
    enough = lambda stock: enough_until(course(medicine), Decimal(stock), at(9))  # noqa: E731
    assert enough(3) == DAY + timedelta(days=1)
    assert enough("0.5") == DAY
    assert enough(10_000_000) is None


def test_for_good_it_goes_with_its_doses_and_with_its_pet(pet, medicine):
    answer(pet, medicine, at(8), at(8))
    other = add(pet, daily(DAY, "08:00"), "Other")
    repository.remove(now(pet), kept(medicine))
    assert {item["Record"] for item in stores.items(settings.RECORDS_TABLE)} == {other.key}
    answer(pet, other, at(8), at(8))
    for child in (MedicineChild(), PlanChild()):
        child.purge(pet.id, at(9))
        assert not child.left(pet.id, at(9))
    assert stores.items(settings.RECORDS_TABLE) == []


def test_what_is_over_its_days_in_the_trash_goes_with_its_doses_and_nothing_else(pet, medicine, pet_records):
    answer(pet, medicine, at(8), at(8))
    add(pet, daily(DAY, "08:00"), "Stays")
    repository.delete(now(pet), kept(medicine), by=KEEPER)
    sweep = lambda days: Sweeper(pet_records, clock=lambda: at(9, days=days), apply=True, workers=1).run()  # noqa: E731
    assert sweep(29).found["trash-medicine"] == 0
    assert sweep(31).repaired["trash-medicine"] == 1
    assert [item["Kind"] for item in stores.items(settings.RECORDS_TABLE)] == ["medicine"]
    assert kept(medicine) is None


def test_doses_go_home_without_what_only_the_store_needs(pet, medicine):
    answer(pet, medicine, at(8), at(8))
    (told,) = MedicineChild().export(pet.id)
    assert (told["Name"], told["Given"]) == ("Apoquel", 1)
    dose = list(PlanChild().export(pet.id))[-1]
    assert (dose["Outcome"], dose["Dose"], dose["Unit"]) == ("given", 1, "tablet")
    assert dose["Of"] == told["Id"] == medicine.id, "nobody can tell of which medicine that dose was"
    assert not {"Nonce", "Before", "Taken"} & {*dose}
