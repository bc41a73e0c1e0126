"""Who is told what is due, and when: one mail a day at most, nobody missed, whatever goes wrong."""

import smtplib
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends import locmem
from django.core.management import CommandError, call_command
from django.db import connection

from pets.medicines import repository as medicines
from pets.medicines.days import Repeat
from pets.medicines.domain import GIVEN
from pets.medicines.doses import Answer, answer
from pets.medicines.stock import set_stock
from pets.queries import PetQueries
from pets.repository import pets
from pets.rights import Permit
from pets.roles import Right, Role
from pettracker_site.aws import clients, times
from pettracker_site.aws.dynamo import Attr, Update
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.management import reports
from pettracker_site.models import User
from pettracker_site.reminders import gathering, job, recipients
from pettracker_site.reminders.models import Reminders
from tests.documents import add_document
from tests.medicines import daily, new_medicine
from tests.people import let_in, make_person, with_members
from tests.reminders import DAY, at, due, morning, pet_of, reminded, run

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def robin(aws) -> User:
    return reminded("robin@example.com")


def subjects() -> list[str]:
    return [message.subject for message in mail.outbox]


class TestDays:
    def test_a_lead_of_three_days_mails_once_on_that_day(self, robin):
        due(pet_of(robin), DAY)
        for days in range(-5, 0):
            for hour in (7, 8, 9, 23):
                run(morning(DAY + timedelta(days=days), hour))
        assert subjects() == ["Rex: Vaccination, in 3 days"]

    def test_what_is_due_for_several_pets_is_one_mail(self, robin):
        for name in ("Rex", "Luna"):
            due(due(pet_of(robin, name), DAY), DAY + timedelta(days=3), "Flu")
        report = run(morning(DAY))
        assert (report.sent, len(mail.outbox)) == (1, 1)
        assert mail.outbox[0].body.count("Rabies") == mail.outbox[0].body.count("Flu") == 2

    def test_without_news_there_is_no_mail_and_with_some_it_lists_what_is_overdue_too(self, robin):
        pet = due(pet_of(robin), DAY - timedelta(days=20), "Long ago")
        assert run(morning(DAY)).quiet == 1
        due(pet, DAY + timedelta(days=1), "Flu")
        run(morning(DAY + timedelta(days=1)))
        assert subjects() == ["Rex: Vaccination, today"]
        assert "Long ago (Vaccination), overdue for 21 days" in mail.outbox[0].body

    @pytest.mark.parametrize("silent", [1, 4])
    def test_days_on_which_no_job_ran_are_made_up_by_the_next_run(self, robin, silent):
        run(morning(DAY - timedelta(days=1)))
        due(pet_of(robin), DAY)
        run(morning(DAY + timedelta(days=silent)))
        assert len(mail.outbox) == 1
        assert "overdue" in subjects()[0]

    def test_a_job_that_comes_late_sends_the_days_mail_on_the_same_day(self, robin):
        due(pet_of(robin), DAY)
        run(morning(DAY, 21, 40))
        run(morning(DAY + timedelta(days=1)))
        assert subjects() == ["Rex: Vaccination, today"]

    def test_only_the_kinds_that_were_chosen(self, aws):
        person = reminded("papers@example.com", kinds=["documents"])
        pet = due(pet_of(person), DAY)
        add_document(pet, expires_on=DAY, name="Passport")
        run(morning(DAY))
        [message] = mail.outbox
        assert message.subject == "Rex: Document, today"
        assert "Rabies" not in message.body

    def test_what_happened_while_they_were_off_is_no_news(self, robin):
        due(pet_of(robin), DAY - timedelta(days=9))
        chosen = Reminders.of(robin)
        chosen.told_for, chosen.is_on = DAY - timedelta(days=60), False
        chosen.switch(on=True, now=morning(DAY, 10))
        chosen.save()
        assert run(morning(DAY, 10, 15)).quiet == 1


class TestMedicines:
    def medicine(self, person, *at: str, since: int = 2, refill: date | None = None, **more):
        pet = pet_of(person)
        repeat = {} if at else {"repeat": Repeat.AS_NEEDED, "least_hours": 6}
        made = medicines.add(pet, new_medicine(pet, daily(DAY - timedelta(days=since), *at, **repeat), **more), by=None)
        if refill:
            set_stock(pets().get(pet.id), made, None, refill, by=Permit(person.key, Right.EDIT_RECORDS))
        return made

    def test_a_days_mail_tells_the_times_of_each_medicine(self, robin):
        self.medicine(robin, "08:00", "14:00", "20:00")
        for days in range(2):
            run(morning(DAY + timedelta(days=days), 9))
        assert subjects() == ["Rex: Medicine, today"] * 2
        assert "Apoquel (Medicine), 1 tablet at 08:00, 14:00 and 20:00\n" in mail.outbox[0].body

    def test_doses_that_were_noted_are_not_told(self, robin):
        made = self.medicine(robin, "06:00", "20:00")
        by, now = Permit(robin.key, Right.ADD_RECORDS), morning(DAY, 6)
        given = Answer(occurrence=f"{DAY}T06:00", outcome=GIVEN, nonce="n", by=by, now=now)
        answer(pets().get(made.pet_id), made, given)
        run(morning(DAY))
        assert "1 tablet at 20:00\n" in mail.outbox[0].body

    def test_no_more_than_are_left_to_give(self, robin):
        self.medicine(robin, "08:00", "14:00", "20:00", most_doses=2)
        run(morning(DAY))
        assert "1 tablet at 08:00 and 14:00\n" in mail.outbox[0].body

    @pytest.mark.parametrize("at", [("08:00",), ()], ids=["at a time", "as needed"])
    def test_a_new_pack_is_told_by_the_leads(self, aws, at):
        person = reminded("pack@example.com", leads=[3])
        self.medicine(person, *at, refill=DAY)
        for days in range(-5, 1):
            run(morning(DAY + timedelta(days=days)))
        assert subjects() == ["Rex: Medicine, in 3 days"]
        assert "new pack: in 3 days" in mail.outbox[0].body

    def test_who_wants_nothing_of_medicines_gets_nothing(self, aws):
        self.medicine(reminded("care@example.com", kinds=["health"]), "08:00", refill=DAY)
        assert run(morning(DAY)).quiet == 1


class TestHours:
    @pytest.mark.parametrize(
        ("zone", "hour", "day", "too_early", "then"),
        [
            ("Europe/Berlin", 8, DAY, "2027-05-12T05:59", "2027-05-12T06:00"),
            ("America/Los_Angeles", 23, DAY, "2027-05-13T05:45", "2027-05-13T06:00"),
            ("Pacific/Auckland", 0, DAY, "2027-05-11T11:45", "2027-05-11T12:00"),
            ("Europe/Berlin", 2, date(2027, 3, 28), "2027-03-28T00:59", "2027-03-28T01:00"),  # from 2 at once to 3
            ("Europe/Berlin", 2, date(2027, 10, 31), "2027-10-30T23:59", "2027-10-31T00:00"),  # 2 is there twice
            ("America/New_York", 2, date(2027, 3, 14), "2027-03-14T06:59", "2027-03-14T07:00"),
            ("", 8, DAY, "2027-05-12T07:59", "2027-05-12T08:00"),
        ],
    )
    def test_each_person_at_their_hour_on_their_own_calendar_once(self, aws, zone, hour, day, too_early, then):
        person = reminded("somebody@example.com", zone=zone, hour=hour)
        due(pet_of(person), day)
        run(at(too_early))
        assert recipients.claim(person.pk, at(too_early), at(too_early)) is None
        assert not mail.outbox
        for minutes in (0, 15, 60, 75):
            run(at(then) + minutes * MINUTE)
        assert subjects() == ["Rex: Vaccination, today"]

    def test_without_a_zone_of_their_own_by_that_of_their_browser(self, aws):
        due(pet_of(reminded("browser@example.com", zone="", browser_zone="Asia/Tokyo")), DAY)
        run(at("2027-05-11T23:00"))
        assert len(mail.outbox) == 1

    def test_another_hour_on_the_same_day_is_no_second_mail(self, robin):
        due(due(pet_of(robin), DAY), DAY, "Flu")
        run(morning(DAY))
        Reminders.objects.update(hour=18)
        run(morning(DAY, 18))
        assert len(mail.outbox) == 1


class TestWhoGetsNone:
    @pytest.mark.parametrize(
        "change",
        [
            lambda person: User.objects.filter(pk=person.pk).update(is_active=False),
            lambda person: User.objects.filter(pk=person.pk).update(erasing_since=times.now()),
            lambda person: EmailAddress.objects.filter(user=person).update(verified=False),
            lambda person: User.objects.filter(pk=person.pk).update(email="not-yet-verified@example.com"),
            lambda person: Reminders.objects.filter(person=person).update(is_on=False),
        ],
        ids=["deactivated", "being deleted", "unverified", "another address", "off"],
    )
    def test_whoever_may_not_or_does_not_want_to(self, robin, change):
        due(pet_of(robin), DAY)
        change(robin)
        report = run(morning(DAY))
        assert not mail.outbox
        assert report.done == 0

    def test_who_switches_them_off_while_the_mail_is_made(self, robin, monkeypatch):
        due(pet_of(robin), DAY)

        def made_meanwhile(*arguments, gather=gathering.gather):
            Reminders.objects.update(is_on=False)
            return gather(*arguments)

        monkeypatch.setattr(job, "gather", made_meanwhile)
        run(morning(DAY))
        assert not mail.outbox


def _move(pet, kim):
    moved = Update({"OwnerId": kim.key, "Members": {kim.key: pet.members[pet.owner_id]}})
    pets().table.update(pet.id, moved, Attr("PetId").exists()).run()


class TestPetsThatWentMeanwhile:
    """Found by the index, and another one by the time it is read right before the mail."""

    @pytest.mark.parametrize(
        "change",
        [
            lambda pet, kim: pets().delete(pet, times.now()),
            lambda pet, kim: pets().begin_purge(pet, times.now()),
            lambda pet, kim: _move(pet, kim),
            lambda pet, kim: with_members(pet, {}),
            lambda pet, kim: let_in(pet, pet.owner_id, Role.CO_OWNER, until=morning(DAY - timedelta(days=1))),
        ],
        ids=["in the trash", "purged", "moved", "left", "over"],
    )
    def test_are_not_in_it(self, robin, monkeypatch, change):
        gone, kim = due(pet_of(robin, "Gone"), DAY), make_person("kim@example.com")
        due(pet_of(robin, "Luna"), DAY)

        def read(self, ids, find_many=PetQueries.find_many):
            change(pets().get(gone.id), kim)
            return find_many(self, ids)

        monkeypatch.setattr(PetQueries, "find_many", read)
        run(morning(DAY))
        [message] = mail.outbox
        assert "Gone" not in message.subject + message.body + message.alternatives[0][0]
        assert "Luna" in message.body


class TestTrouble:
    """Of one person: the others are told, and the next run tries again."""

    @pytest.fixture
    def three(self, aws) -> list[User]:
        found = [reminded(f"{name}@example.com") for name in ("anna", "ben", "cleo")]
        for person in found:
            due(pet_of(person), DAY)
        return found

    def told(self) -> list[str]:
        return sorted(each for message in mail.outbox for each in message.to)

    def others_then_all(self, heal) -> None:
        report = run(morning(DAY))
        assert (report.sent, report.failed) == (2, 1)
        assert self.told() == ["anna@example.com", "cleo@example.com"]
        heal()
        report = run(morning(DAY, minute=20))
        assert (report.sent, report.failed) == (1, 0)
        assert self.told() == ["anna@example.com", "ben@example.com", "cleo@example.com"]

    @pytest.mark.parametrize(
        "trouble", [smtplib.SMTPRecipientsRefused({"": (550, b"no")}), ConnectionRefusedError(), TimeoutError()]
    )
    def test_an_address_that_takes_no_mail(self, three, monkeypatch, trouble):
        def refused(self, messages, send=locmem.EmailBackend.send_messages):
            if messages[0].to == ["ben@example.com"]:
                raise trouble
            return send(self, messages)

        monkeypatch.setattr(locmem.EmailBackend, "send_messages", refused)
        self.others_then_all(monkeypatch.undo)

    @pytest.mark.parametrize("trouble", [StoreUnavailable("away"), ValueError("a record that makes no sense")])
    def test_a_store_that_is_away_or_a_record_that_makes_no_sense(self, three, monkeypatch, caplog, trouble):
        def away(self, owner_id, until, walk_due=PetQueries.walk_due):
            if owner_id == three[1].key:
                raise trouble
            return walk_due(self, owner_id, until)

        monkeypatch.setattr(PetQueries, "walk_due", away)
        self.others_then_all(monkeypatch.undo)
        [line] = [record for record in caplog.records if record.message == "reminder not sent"]
        assert (line.user, line.error) == (three[1].key, type(trouble).__name__)
        assert "makes no sense" not in caplog.text

    def test_who_was_tried_in_vain_is_last_so_that_nobody_waits_for_them_for_ever(self, three):
        Reminders.objects.filter(person=three[0]).update(claimed_at=morning(DAY, minute=0) - recipients.CLAIM)
        now = morning(DAY)
        first = sorted(person.pk for person in three[1:])
        assert recipients.page(recipients.zones(), now, now) == [*first, three[0].pk]

    def test_when_time_is_over_the_next_run_goes_on_with_the_rest(self, three):
        report = run(morning(DAY), seconds=0)
        assert (report.done, report.is_cut_off) == (0, True)
        report = run(morning(DAY, minute=20))
        assert (report.sent, report.is_cut_off) == (3, False)

    def test_they_are_taken_by_pages(self, three, monkeypatch):
        monkeypatch.setattr(recipients, "PAGE_SIZE", 2)
        assert run(morning(DAY)).sent == 3

    def test_two_runs_at_once_send_each_mail_once(self, three, monkeypatch):
        now = morning(DAY)

        def meanwhile(self, messages, send=locmem.EmailBackend.send_messages):
            monkeypatch.setattr(locmem.EmailBackend, "send_messages", send)
            other = run(now + MINUTE)
            assert other.sent == 2  # all but the one that this one has in hand
            return send(self, messages)

        monkeypatch.setattr(locmem.EmailBackend, "send_messages", meanwhile)
        assert run(now).sent == 1
        assert self.told() == ["anna@example.com", "ben@example.com", "cleo@example.com"]

    def test_of_two_that_claim_the_same_person_one_wins(self, three, monkeypatch):
        now, key = morning(DAY), three[0].pk
        found = Reminders.objects.select_related("person").get(pk=key)
        assert recipients.claim(key, now, now)
        monkeypatch.setattr(recipients, "_wanted", lambda: _Stale(found))
        assert recipients.claim(key, now + MINUTE, now + MINUTE) is None


class _Stale:
    """A query whose answer was overtaken."""

    def __init__(self, found):
        self.found = found

    def select_related(self, *_):
        return self

    def filter(self, **_):
        return self

    def first(self):
        return self.found


class Killed(BaseException):
    """No `except Exception` holds it up, as none holds up SIGKILL."""


class Killer:
    """Counts the steps of a run, before and after each query, call and mail, and ends it at one of them."""

    def __init__(self) -> None:
        self.steps, self.last = 0, None

    def step(self, **_) -> None:
        self.steps += 1
        if self.steps == self.last:
            raise Killed

    def query(self, execute, *arguments):
        self.step()
        answer = execute(*arguments)
        self.step()
        return answer

    def run(self, now, last=None) -> None:
        self.steps, self.last = 0, last
        with connection.execute_wrapper(self.query):
            run(now)


@pytest.fixture
def killer(aws, monkeypatch):
    killer = Killer()

    def send(self, messages, send=locmem.EmailBackend.send_messages):
        killer.step()
        sent = send(self, messages)
        killer.step()
        return sent

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", send)
    events = clients.dynamodb().meta.events
    for name in ("before-call", "after-call"):
        events.register(f"{name}.dynamodb", killer.step, unique_id=f"kill-{name}")
    yield killer
    for name in ("before-call", "after-call"):
        events.unregister(f"{name}.dynamodb", unique_id=f"kill-{name}")


def test_killed_at_any_step_nobody_is_missed_and_a_second_mail_has_the_same_message_id(killer, tell):
    for name in ("anna", "ben"):
        due(pet_of(reminded(f"{name}@example.com")), DAY)
    killer.run(morning(DAY))
    steps = killer.steps
    assert len(mail.outbox) == 2
    twice = 0
    for last in range(1, steps + 1):
        mail.outbox.clear()
        Reminders.objects.update(told_for=None, claimed_at=None)
        with pytest.raises(Killed):
            killer.run(morning(DAY), last)
        sent = [message.to[0] for message in mail.outbox]
        noted = list(Reminders.objects.filter(told_for=DAY).values_list("person__email", flat=True))
        killer.run(morning(DAY, minute=20))
        killer.run(morning(DAY, minute=35))  # a claim that nobody gave back is free by now
        for address in ("anna@example.com", "ben@example.com"):
            ids = [message.extra_headers["Message-ID"] for message in mail.outbox if message.to == [address]]
            assert len(ids) == (2 if address in sent and address not in noted else 1), (last, address)
            assert len(set(ids)) == 1
            twice += len(ids) == 2
    assert 0 < twice < 10  # between sending and noting, and nowhere else
    tell(f"send_reminders was killed at each of {steps} steps: {twice} second mails")


class TestManyThings:
    def test_of_5000_things_that_are_due_on_one_day_200_are_told_and_how_many_more_there_are(self, robin, monkeypatch):
        pet = due(pet_of(robin), DAY)
        [plan] = pet.plans.values()
        crowded = [_with_plans(pet, plan, number) for number in range(125)]
        pieces = [crowded[:100], crowded[100:]]
        monkeypatch.setattr(PetQueries, "walk_due", lambda *_: iter(pieces))
        run(morning(DAY))
        [message] = mail.outbox
        html = message.alternatives[0][0]
        assert message.body.count("* Rex: ") == html.count("<tr><td><a ") == 200
        assert "and 4800 more" in message.body
        assert "and 4800 more" in html
        assert len(html.encode()) < 100_000  # mail programs cut off what is longer

    def test_pets_are_read_by_hundreds_and_no_more_than_2500(self, robin, aws_calls, monkeypatch):
        for number in range(3):
            due(pet_of(robin, f"Pet {number}"), DAY)
        monkeypatch.setattr("pettracker_site.aws.paging._PIECE", 2)
        aws_calls.clear()
        run(morning(DAY))
        assert aws_calls == {"Query": 2, "BatchGetItem": 2}
        assert gathering._MOST_PIECES * 100 == 2_500
        monkeypatch.setattr(gathering, "_MOST_PIECES", 1)
        Reminders.objects.update(told_for=None)
        aws_calls.clear()
        run(morning(DAY))
        assert aws_calls == {"Query": 1, "BatchGetItem": 1}

    def test_who_has_nothing_that_is_due_costs_one_call(self, robin, aws_calls):
        pet_of(robin)
        aws_calls.clear()
        assert run(morning(DAY)).quiet == 1
        assert aws_calls == {"Query": 1}


def _with_plans(pet, plan, number):
    return replace(pet, plans={f"{number}-{each}": plan for each in range(40)})


class TestCommand:
    @pytest.fixture(autouse=True)
    def _clock(self, monkeypatch):
        monkeypatch.setattr(times, "now", lambda: morning(DAY))
        monkeypatch.setattr(job.run, "__kwdefaults__", {**job.run.__kwdefaults__, "clock": times.now})

    def test_it_tells_what_it_did_and_keeps_that_as_its_heartbeat(self, robin):
        due(pet_of(robin), DAY)
        said = StringIO()
        call_command("send_reminders", stdout=said)
        assert said.getvalue() == "Mails sent: 1; nothing new: 0; failed: 0.\n"
        kept = reports.latest("send_reminders")
        assert (kept["At"], kept["Sent"], kept["Failed"]) == (times.to_text(morning(DAY)), 1, 0)

    def test_it_ends_with_1_where_somebody_was_not_told(self, robin, monkeypatch):
        due(pet_of(robin), DAY)
        monkeypatch.setattr(locmem.EmailBackend, "send_messages", lambda *_: 0)
        with pytest.raises(CommandError, match="1 people were not told"):
            call_command("send_reminders", stdout=StringIO())
        assert reports.latest("send_reminders")["Failed"] == 1
