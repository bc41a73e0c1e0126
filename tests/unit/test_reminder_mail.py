"""What a reminder says, and how: for mail programs, locked screens and hostile names."""

import email.policy
import re
from datetime import date
from email import message_from_bytes

import pytest

from pettracker_site.models import User
from pettracker_site.reminders.gathering import Gathered, Line
from pettracker_site.reminders.mail import message_for, subject
from pettracker_site.reminders.models import Reminders

DAY = date(2027, 5, 12)
PET = "11111111-1111-4111-8111-111111111111"
ROBIN = User(email="robin@example.com", pk="22222222-2222-4222-8222-222222222222")


def line(pet="Rex", title="Rabies", days=0, *, is_new=True) -> Line:
    return Line(PET, pet, title, "Vaccination", "today" if not days else f"in {days} days", days, is_new)


def made(*lines: Line, day=DAY, more=0):
    return message_for(Reminders(person=User(email=ROBIN.email, pk=_uuid(ROBIN.pk))), Gathered(day, lines, more))


def _uuid(text):
    import uuid

    return uuid.UUID(str(text))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line()], "Rex: Vaccination, today"),
        ([line(days=3), line(title="Old", days=-9, is_new=False)], "Rex: Vaccination, in 3 days"),
        ([line(), line(title="Flu")], "Rex: 2 things are due"),
        ([line(), line("Luna")], "Something is due for Rex and Luna"),
        ([line(each) for each in ("Rex", "Luna", "Max")], "Something is due for Rex, Luna and Max"),
        ([line(each) for each in "ABCD"], "Something is due for A, B, C and 1 more pet"),
        ([line(str(each)) for each in range(90)], "Something is due for 0, 1, 2 and 87 more pets"),
        ([line("R" * 500)], f"{'R' * 39}…: Vaccination, today"),
    ],
)
def test_the_subject_names_what_is_due_and_nothing_that_people_wrote_but_names(lines, expected):
    assert subject(Gathered(DAY, tuple(lines))) == expected


def test_it_has_text_and_html_and_the_headers_by_which_mail_programs_stop_it():
    sent = message_from_bytes(made(line()).message().as_bytes(), policy=email.policy.default)
    assert [part.get_content_type() for part in sent.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    [stop] = re.findall(r"^<(http://localhost:8000/reminders/stop/[^>\s]+/)>$", sent["List-Unsubscribe"].strip())
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent["Auto-Submitted"] == "auto-generated"
    text, html = sent.get_body(("plain",)).get_content(), sent.get_body(("html",)).get_content()
    for body in (text, html):
        assert stop in body
        assert f"http://localhost:8000/pets/{PET}/" in body
        assert "Wednesday, May 12, 2027" in body
        assert "Rabies" in body


def test_links_lead_to_pages_that_do_nothing_by_themselves_and_nothing_is_loaded_from_elsewhere():
    html = made(line(), more=3).alternatives[0][0]
    paths = {re.sub(r"stop/.*", "stop/", each) for each in re.findall(r'href="http://localhost:8000(/[^"]*)"', html)}
    assert paths == {f"/pets/{PET}/", "/pets/?due=all", "/preferences/reminders/", "/reminders/stop/"}
    assert len(re.findall(r"http", html)) == len(re.findall(r'href="http://localhost:8000/', html))
    assert "<img" not in html
    assert "url(" not in html


def test_the_message_id_is_the_same_for_a_person_and_a_day():
    def named(*arguments, **options):
        return made(*arguments, **options).extra_headers["Message-ID"]

    assert named(line()) == named(line("Luna", days=3))
    assert named(line()) != named(line(), day=date(2027, 5, 13))
    assert re.fullmatch(r"<[0-9a-f-]{36}@[\w.-]+>", named(line()))


def test_what_people_typed_is_text_in_html():
    html = made(line("<b>R</b>", '"><script>alert(1)</script>')).alternatives[0][0]
    assert "&lt;b&gt;R&lt;/b&gt;" in html
    assert "<script" not in html
