"""A pet's weights in the browser: note, see, ask back, edit, delete, undo."""

import re
import uuid
from decimal import Decimal

import pytest

from pets.domain import Status
from pets.life.repository import life
from pets.roles import Role
from pets.weights.domain import Weight
from pets.weights.repository import correct
from pettracker_site.aws.dynamo import Attr
from tests.conftest import logged_in
from tests.people import let_in
from tests.weights import days_ago, new_weight, weigh

pytestmark = pytest.mark.usefixtures("aws")


def quick(weight: str, unit: str = "kg", **more) -> dict:
    """What the form of one field sends."""
    return {"weight": weight, "weight_unit": unit, "nonce": str(uuid.uuid4()), **more}


def noted(pet, status: Status = Status.ACTIVE) -> list[str]:
    return [f"{each.kilograms.normalize():f}" for each in life().page(Weight, pet.id, status=status).items]


def error(response, field: str = "weight") -> str:
    assert response.status_code == 200
    return " ".join(response.context["form"].errors.get(field, []))


@pytest.fixture
def log(pet) -> str:
    return f"/pets/{pet.id}/weights/"


@pytest.fixture
def note(as_owner, log):
    """Sends the form, on whatever page it stands."""

    def note(weight: str, unit: str = "kg", **more):
        return as_owner.post(f"{log}add/", quick(weight, unit, **more))

    return note


def test_a_weight_noted_on_the_pets_page_stands_there_and_is_taken_back_by_undo(as_owner, pet, log, note, pet_records):
    answer = note("9 lb 4 oz", next=f"/pets/{pet.id}/")
    assert answer["Location"] == f"/pets/{pet.id}/"
    html = as_owner.get(f"/pets/{pet.id}/").text
    assert "4.2\N{NO-BREAK SPACE}kg is noted." in html
    (undo,) = re.findall(rf'action="({log}[^"]+/delete/)"', html)
    as_owner.post(undo)
    assert pet_records.get(pet.id).profile.weight is None
    assert noted(pet) == []


def test_undo_and_undo_of_that_lead_back_to_the_page_where_the_weight_was_noted(as_owner, pet, log, note):
    page = f"/pets/{pet.id}/timeline/"
    note("4.2", next=page)
    for deed in ("delete", "restore"):
        form = re.search(rf'action="({log}[^"]+/{deed}/)">(.+?)</form>', as_owner.get(page).text, re.S)
        assert form
        sent = dict(re.findall(r'name="(next)" value="([^"]*)"', form[2]))
        assert as_owner.post(form[1], sent)["Location"] == page


def test_each_page_of_a_pet_has_its_form_of_one_field_with_the_unit_typed_last(as_owner, pet, note):
    note("850", "g")
    for path in ("", "about/", "weights/"):
        html = as_owner.get(f"/pets/{pet.id}/{path}").text
        assert '<option value="g" selected>' in html
        assert f'<input type="hidden" name="next" value="/pets/{pet.id}/{path}">' in html


@pytest.mark.parametrize("next", ["https://evil.example/", "//evil.example/", "/accounts/logout/", ""])
def test_after_it_one_is_never_led_away_from_the_pet(log, note, next):
    assert note("4", next=next)["Location"] == log


def test_a_form_sent_twice_notes_one_and_with_another_weight_is_told_of_the_first(as_owner, log, pet):
    form = quick("4")
    assert [as_owner.post(f"{log}add/", form).status_code for _ in range(2)] == [302, 302]
    other = as_owner.post(f"{log}add/", form | {"weight": "5"})
    assert other.status_code == 409
    assert "already added 4\N{NO-BREAK SPACE}kg" in other.text
    assert noted(pet) == ["4"]
    again = {name: value for name, value in other.context["form"].data.items() if value}
    as_owner.post(f"{log}add/", again)
    assert noted(pet) == ["5", "4"]


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        ("", "How much was it?"),
        ("heavy", "Write the weight as a number"),
        ("0", "more than 0"),
        ("0.00001", "more than 0"),
        ("1e9", "Write the weight as a number"),
        ("1000000000", "the heaviest animal of this kind"),
        ("4,125", "4.125 or 4125"),
        ("1.234.5", "more than one point or comma"),
        ("9 lb 20 oz", "16 ounces make a pound"),
        ("9" * 41, "Write the weight as a number"),
        ("-4", "Write the weight as a number"),
    ],
)
def test_what_is_no_weight_is_told_beside_the_field_and_nothing_is_lost(note, pet, weight, words):
    answer = note(weight, note="after <lunch>", approximate="on", on=days_ago(3).isoformat())
    assert words in error(answer)
    if len(weight) <= 40:
        assert f'value="{weight}"' in answer.text or not weight
    assert "after &lt;lunch&gt;" in answer.text
    assert days_ago(3).isoformat() in answer.text
    assert noted(pet) == []


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (lambda: days_ago(-2).isoformat(), "still to come"),
        (lambda: "2019-05-16", "Rex was born on"),
        (lambda: "0205-01-01", "Rex was born on"),
        (lambda: "yesterday", "not a date"),
        (lambda: "9" * 500, "not a date"),
    ],
)
def test_a_day_that_cannot_be_is_told_beside_the_field(as_owner, add_pet, on, words):
    pet = add_pet(birth_date=days_ago(0).replace(year=2019, month=5, day=17))
    answer = as_owner.post(f"/pets/{pet.id}/weights/add/", quick("4", on=on()))
    assert words in error(answer, "on")


@pytest.mark.parametrize("birth", [{}, {"birth_date": days_ago(9), "birth_approximate": True}])
def test_a_birth_that_is_a_guess_or_unknown_corrects_nobody_but_a_year_of_long_ago_is_asked_about(
    as_owner, add_pet, birth
):
    pet = add_pet(**birth)
    address = f"/pets/{pet.id}/weights/add/"
    assert as_owner.post(address, quick("4", on=days_ago(900).isoformat())).status_code == 302
    assert "Is the year right?" in error(as_owner.post(address, quick("4", on="0205-01-01")), "on")


def test_a_note_has_its_end(note):
    assert "at most 500 characters" in error(note("4", note="a" * 501), "note")


def test_a_jump_by_ten_is_asked_back_and_yes_takes_it(note, pet):
    note("4.2")
    asked = note("42")
    assert "Rex weighed 4.2\N{NO-BREAK SPACE}kg on" in error(asked)
    assert "Is 42\N{NO-BREAK SPACE}kg right?" in error(asked)
    sure = re.search(r'name="sure" value="([^"]+)"', asked.text)[1]
    assert noted(pet) == ["4.2"]
    assert error(note("0.42", sure=sure))  # a yes is for the weight that was asked about
    assert note("42", sure=sure).status_code == 302
    assert len(noted(pet)) == 2


def test_correcting_a_slip_is_not_asked_back_and_making_one_is(as_owner, pet, log):
    weigh(pet, "4.2", days_ago(9))
    slip = weigh(pet, "42", days_ago(1))
    edit = f"{log}{slip.id}/edit/"
    other_slip = as_owner.post(edit, quick("420", on=slip.on.isoformat(), version=1))
    assert other_slip.status_code == 200  # heavier than any dog
    assert as_owner.post(edit, quick("4.3", on=slip.on.isoformat(), version=1)).status_code == 302
    assert "right?" in error(as_owner.post(edit, quick("43", on=slip.on.isoformat(), version=2)))


def test_an_edit_of_an_older_version_shows_both_and_saves_nothing(as_owner, pet, log):
    weight = weigh(pet, "4", days_ago(1))
    edit, mine = f"{log}{weight.id}/edit/", quick("4.5", note="mine", on=days_ago(1).isoformat(), version=1)
    as_owner.post(edit, quick("4.2", on=days_ago(1).isoformat(), version=1))
    answer = as_owner.post(edit, mine)
    assert answer.status_code == 409
    rows = {str(row.label): (row.saved, row.typed) for row in answer.context["edit"].versions if row.differs}
    assert rows == {"Weight": ("4.2\N{NO-BREAK SPACE}kg", "4.5\N{NO-BREAK SPACE}kg"), "Note": ("", "mine")}
    assert noted(pet) == ["4.2"]
    as_owner.post(edit, {name: value for name, value in answer.context["form"].data.items() if value})
    assert noted(pet) == ["4.5"]


def test_an_edit_opens_with_what_was_typed(as_owner, pet, log):
    weight = weigh(pet, "4.1957", days_ago(1), entered="9 lb 4 oz", unit="lb-oz", note="at the vet", approximate=True)
    html = as_owner.get(f"{log}{weight.id}/edit/").text
    assert 'value="9 lb 4 oz"' in html
    assert '<option value="lb-oz" selected>' in html
    assert "at the vet" in html
    assert re.search(r'name="approximate"[^>]* checked', html)


def test_what_is_deleted_waits_in_the_trash_and_comes_back(as_owner, pet, log, pet_records):
    weight = weigh(pet, "4", days_ago(1))
    html = as_owner.post(f"{log}{weight.id}/delete/", follow=True).text
    assert f'action="{log}{weight.id}/restore/"' in html
    assert (noted(pet), noted(pet, Status.DELETED)) == ([], ["4"])
    assert f"{log}{weight.id}/restore/" in as_owner.get(f"{log}trash/").text
    as_owner.post(f"{log}{weight.id}/restore/")
    assert pet_records.get(pet.id).profile.weight == 4


def test_a_weight_under_another_pets_address_does_not_exist(as_owner, add_pet, pet):
    weight = weigh(pet, "4", days_ago(1))
    other = f"/pets/{add_pet('Luna').id}/weights/{weight.id}/"
    assert as_owner.get(f"{other}edit/").status_code == 404
    for deed in ("edit", "delete", "restore"):
        assert as_owner.post(f"{other}{deed}/", quick("5", version=1)).status_code == 404
    assert noted(pet) == ["4"]


def test_a_carer_notes_and_takes_back_their_own_and_leaves_others_alone(as_owner, pet, log, note, stranger):
    let_in(pet, stranger.key, Role.CARER)
    carer = logged_in(stranger)
    note("4")
    html = carer.post(f"{log}add/", quick("4.1"), follow=True).text
    theirs, own = (life().newest(Weight, pet.id, most=2))[::-1]
    assert f"{own.id}/delete/" in html
    assert f"{theirs.id}/delete/" not in html
    assert carer.post(f"{log}{theirs.id}/delete/").status_code == 403
    assert carer.post(f"{log}{own.id}/delete/").status_code == 302
    assert noted(pet) == ["4"]


# --- The page ---
def test_without_a_weight_the_page_asks_for_the_first(as_owner, log):
    html = as_owner.get(log).text
    assert "How much does Rex weigh?" in html
    assert "chart-picture" not in html


def test_the_page_tells_the_change_in_words_and_draws_it(as_owner, pet, log):
    for days, kilograms in ((0, "4.4"), (10, "4.1"), (40, "4")):
        weigh(pet, kilograms, days_ago(days))
    html = as_owner.get(log, {"show": "1y"}).text
    assert "300\N{NO-BREAK SPACE}g more than on" in html
    assert "10 days before (7\N{NO-BREAK SPACE}%)" in html
    assert "400\N{NO-BREAK SPACE}g more than on" in html
    assert "7\N{NO-BREAK SPACE}% more within 10 days." in html
    assert html.count('class="chart-dot"') == 3
    assert "style=" not in html


def test_the_reader_has_the_unit_of_their_own_and_sees_what_was_typed(as_owner, owner, pet, log):
    weigh(pet, "4.1957", days_ago(0), entered="9 lb 4 oz", unit="lb-oz")
    assert "typed as 9 lb 4 oz" in as_owner.get(log).text
    owner.weight_unit = "lb"
    owner.save()
    html = as_owner.get(log).text
    assert "9\N{NO-BREAK SPACE}lb\N{NO-BREAK SPACE}4\N{NO-BREAK SPACE}oz" in html
    assert "typed as" not in html


@pytest.mark.parametrize(("show", "count"), [("3m", 1), ("1y", 2), ("all", 3), ("", 2), ("nonsense", 2)])
def test_the_time_of_the_chart_is_chosen_by_the_address(as_owner, pet, log, show, count):
    for days in (1, 200, 900):
        weigh(pet, "4", days_ago(days))
    assert len(as_owner.get(log, {"show": show}).context["log"].weights) == count


def test_the_newest_is_compared_though_the_one_before_is_older_than_the_chart(as_owner, pet, log):
    weigh(pet, "4.4", days_ago(120))
    weigh(pet, "4", days_ago(300))
    found = as_owner.get(log, {"show": "3m"}).context["log"]
    assert (found.chart, found.last.kilograms) == (None, Decimal("0.4"))


def test_a_page_costs_two_calls_with_more_entries_than_it_shows_and_leads_to_the_older_ones(
    as_owner, pet, log, aws_calls, monkeypatch
):
    monkeypatch.setattr("pets.weights.log.MOST", 30)
    many(pet, 33)
    for query in ({}, {"show": "3m"}, {"show": "all"}):
        aws_calls.clear()
        shown = as_owner.get(log, query).context["log"].weights
        assert aws_calls == {"GetItem": 1, "Query": 1}
        assert len(shown) == 30
    older = as_owner.get(log, {"cursor": as_owner.get(log, {"show": "all"}).context["log"].older})
    assert len(older.context["log"].weights) == 3


def many(pet, count: int) -> None:
    """So many entries as a page reads and some more; what is further back no page asks for."""
    for number in range(count):
        weight = new_weight(pet, f"{4 + number % 10 / 100:.2f}", days_ago(number // 3))
        life().table.put(life().item(weight), Attr("Record").not_exists()).run()
    correct(life().pets.get(pet.id))


def test_noting_a_weight_costs_two_calls_and_a_back_dated_one_three(note, aws_calls):
    aws_calls.clear()
    note("4")
    assert aws_calls == {"GetItem": 1, "TransactWriteItems": 1}
    aws_calls.clear()
    note("4", on=days_ago(9).isoformat())
    assert aws_calls == {"GetItem": 1, "Query": 1, "TransactWriteItems": 1}


def test_a_store_that_does_not_answer_loses_nothing(as_owner, log, note, monkeypatch):
    from pets.weights import repository
    from pettracker_site.aws.errors import StoreUnavailable

    def away(*_, **__):
        raise StoreUnavailable("away")

    monkeypatch.setattr(repository, "add", away)
    answer = note("4.2", note="after lunch")
    assert answer.status_code == 503
    assert 'value="4.2"' in answer.text
    assert "after lunch" in answer.text
