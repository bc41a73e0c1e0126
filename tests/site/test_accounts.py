"""Sign-up, login, reset, changes, second factor and preferences."""

import json
import re
import uuid
from html import unescape
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.test import Client

from pets.care import repository as care
from pets.domain import Status
from pettracker_site.accounts.forms import AuthenticateForm
from pettracker_site.models import User
from tests.care import overdue
from tests.people import PASSWORD
from tests.site.forms import pet_form

pytestmark = pytest.mark.django_db


def link() -> str:
    """The path of the link in the last mail."""
    return re.search(r"https?://[^/\s]+(/accounts/\S+)", mail.outbox[-1].body)[1]


def sign_up(client, email="new@example.com"):
    return client.post("/accounts/signup/", {"email": email, "password1": PASSWORD})


def test_who_signs_up_gets_a_mail_and_is_in_after_following_it(client):
    sign_up(client)
    assert not EmailAddress.objects.get(email="new@example.com").verified
    assert client.get("/pets/").status_code == 302  # not before
    assert client.post(link()).status_code == 302
    assert EmailAddress.objects.get(email="new@example.com").verified


def test_an_address_in_capitals_is_the_same_address(client):
    sign_up(client, "New@Example.com")
    assert User.objects.get().email == "new@example.com"


def test_signing_up_with_a_known_address_looks_the_same(client, owner):
    known = sign_up(client, owner.email)
    unknown = sign_up(Client(), "unknown@example.com")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert User.objects.filter(email=owner.email).count() == 1


def test_owner_ids_are_never_used_again(owner):
    gone = owner.pk
    owner.delete()
    again = User.objects.create_user("owner@example.com", PASSWORD)
    assert isinstance(again.pk, uuid.UUID)
    assert again.pk != gone


def test_login_and_logout(owner):
    client = Client()
    response = client.post("/accounts/login/", {"login": "Owner@example.com", "password": PASSWORD})
    assert response["Location"] == "/"
    assert client.get("/preferences/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/preferences/").status_code == 302


def test_a_wrong_password_and_an_unknown_address_look_the_same(client, owner):
    wrong = client.post("/accounts/login/", {"login": owner.email, "password": "wrong-password"})
    unknown = client.post("/accounts/login/", {"login": "x@example.com", "password": "wrong-password"})
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_login_never_leads_to_another_site(owner):
    response = Client().post(
        "/accounts/login/?next=https://evil.example/", {"login": owner.email, "password": PASSWORD}
    )
    assert response["Location"] == "/"


def test_a_forgotten_password_is_set_anew_by_mail(client, owner):
    client.post("/accounts/password/reset/", {"email": owner.email})
    form = client.get(link(), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "another-long-word", "password2": "another-long-word"})
    owner.refresh_from_db()
    assert owner.check_password("another-long-word")


def reauthenticated(client):
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def test_a_password_is_changed(as_owner, owner):
    typed = {"oldpassword": PASSWORD, "password1": "another-long-word", "password2": "another-long-word"}
    as_owner.post("/accounts/password/change/", typed)
    owner.refresh_from_db()
    assert owner.check_password("another-long-word")


def test_a_new_address_counts_once_it_is_verified(as_owner, owner):
    reauthenticated(as_owner).post("/accounts/email/", {"email": "moved@example.com", "action_add": ""})
    owner.refresh_from_db()
    assert owner.email == "owner@example.com"
    as_owner.post(link())
    owner.refresh_from_db()
    assert owner.email == "moved@example.com"


@pytest.mark.parametrize("path", ["/accounts/email/", "/accounts/password/change/", "/accounts/2fa/"])
def test_account_pages_are_there_for_their_owner(as_owner, path):
    assert reauthenticated(as_owner).get(path).status_code == 200


def test_a_second_factor_can_be_set_up(as_owner):
    response = reauthenticated(as_owner).get("/accounts/2fa/totp/activate/")
    assert response.status_code == 200
    assert "data:image/svg+xml" in response.text
    key = response.context["form"].secret
    [link] = re.findall(r'href="(otpauth://[^"]+)"', response.text)  # for the phone that shows the picture itself
    assert parse_qs(urlsplit(unescape(link)).query)["secret"] == [key]


def test_a_code_of_any_second_factor_is_typed_on_a_keypad(owner):
    assert AuthenticateForm(user=owner).fields["code"].widget.attrs["inputmode"] == "numeric"
    assert all(code.isdigit() for code in RecoveryCodes.activate(owner).generate_codes())


def test_preferences_are_kept(as_owner, owner):
    as_owner.post("/preferences/", {"name": "Robin", "weight_unit": "lb", "time_zone": "Europe/Berlin"})
    owner.refresh_from_db()
    assert (owner.name, owner.weight_unit, owner.time_zone) == ("Robin", "lb", "Europe/Berlin")


def test_an_alias_of_a_time_zone_is_offered_only_to_those_who_have_it(as_owner, owner):
    def offered() -> list[str]:
        return [value for value, _words in as_owner.get("/preferences/").context["form"].fields["time_zone"].choices]

    assert {"Asia/Kolkata", "Europe/Oslo", "UTC"} <= set(offered())
    assert not {"Asia/Calcutta", "US/Eastern", "America/Indianapolis"} & set(offered())
    owner.time_zone = "Asia/Calcutta"
    owner.save()
    assert "Asia/Calcutta" in offered()
    as_owner.post("/preferences/", {"name": "Robin", "weight_unit": "kg", "time_zone": "Asia/Calcutta"})
    owner.refresh_from_db()
    assert (owner.name, owner.time_zone) == ("Robin", "Asia/Calcutta")


def test_a_time_zone_that_does_not_exist_is_refused(as_owner, owner):
    response = as_owner.post("/preferences/", {"weight_unit": "kg", "time_zone": "Mars/Crater"})
    assert response.context["form"].errors["time_zone"]


@pytest.mark.parametrize(
    ("chosen", "cookie", "zone"),
    [
        ("Asia/Tokyo", "Europe/Berlin", "Asia/Tokyo"),
        ("", "Europe/Berlin", "Europe/Berlin"),
        ("", "../../etc/passwd", "UTC"),
        ("", "", "UTC"),
    ],
)
def test_times_are_on_the_chosen_clock_else_on_the_browsers(as_owner, owner, monkeypatch, chosen, cookie, zone):
    owner.time_zone = chosen
    owner.save()
    as_owner.cookies["timezone"] = cookie
    seen = []
    monkeypatch.setattr("pets.forms.timezone.localdate", lambda: seen.append(current()) or _today())
    as_owner.get("/pets/add/")
    assert seen[0] == ZoneInfo(zone)


def current():
    from django.utils.timezone import get_current_timezone

    return get_current_timezone()


def _today():
    from datetime import date

    return date(2025, 6, 1)


def test_ones_own_data_can_be_taken_along_with_numbers_as_numbers(as_owner, as_stranger, aws):
    as_owner.post("/pets/add/", pet_form(name="Biscuit", weight="31.4", notes="loves the beach"))
    as_stranger.post("/pets/add/", pet_form(name="Secret"))
    as_owner.post("/pets/add/", pet_form(name="Gone"))
    gone = as_owner.get("/pets/", {"q": "Gone"}).context["page"].items[0]
    as_owner.post(f"/pets/{gone.id}/delete/")
    response = as_owner.get("/preferences/copy/")
    pet, trashed = json.loads(response.getvalue())["pets"]
    assert (pet["Name"], pet["Weight"], pet["PhotoCount"], pet["Notes"]) == ("Biscuit", 31.4, 0, "loves the beach")
    assert (trashed["Name"], trashed["Status"]) == ("Gone", "deleted")
    assert "attachment" in response["Content-Disposition"]


def test_a_copy_of_nothing_is_an_empty_one(as_owner, aws):
    copy = json.loads(as_owner.get("/preferences/copy/").getvalue())
    assert copy["pets"] == []
    assert set(copy["contacts"].values()) == {""}


def test_the_copy_has_the_contacts_and_what_is_due_without_what_only_the_store_needs(as_owner, owner, pet_records):
    owner.vet = "Dr. Okafor"
    owner.save()
    as_owner.post("/pets/add/", pet_form(name="Biscuit"))
    pet = next(pet_records.all_for_owner(owner.key, status=Status.ACTIVE))
    care.add(pet, overdue(pet, "Rabies"), by=None)
    copy = json.loads(as_owner.get("/preferences/copy/").getvalue())
    (biscuit,) = copy["pets"]
    assert copy["contacts"]["vet"] == "Dr. Okafor"
    assert [each["Title"] for each in (*biscuit["Care"], *biscuit["Plans"])] == ["Rabies", "Rabies"]
    assert not {"DueOwnerId", "NextDue", "LifeVersion"} & biscuit.keys()


def test_an_address_longer_than_the_table_keeps_is_refused(client):
    response = sign_up(client, f"{'a' * 300}@example.com")
    assert response.context["form"].errors["email"]
    assert not User.objects.exists()


def test_an_admin_cannot_take_over_an_address_or_leave_pets_with_nobody(as_admin, owner):
    page = f"/admin/pettracker_site/user/{owner.pk}/"
    assert 'name="email"' not in as_admin.get(f"{page}change/").text
    assert as_admin.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=owner.pk).exists()


def test_an_address_that_an_admin_adds_is_kept_in_lower_case(as_admin, owner):
    typed = {"email": "Owner@Example.com", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    response = as_admin.post("/admin/pettracker_site/user/add/", typed)
    assert response.context["adminform"].form.errors["email"]  # it is taken
