"""Django's own screens for people, groups, addresses and second factors: audit entries and permissions."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group, Permission

from pettracker_site.audit.audit_log import audit_log
from pettracker_site.audit.model_admin import AuditedAdmin
from pettracker_site.aws.dynamo import Key
from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.models import User
from tests.conftest import logged_in

pytestmark = pytest.mark.usefixtures("aws")
PEOPLE, GROUPS = "/admin/pettracker_site/user/", "/admin/auth/group/"
FACTORS, ADDRESSES = "/admin/mfa/authenticator/", "/admin/account/emailaddress/"
LOOK_AT_PETS = "Can look at all pets"


def entries(record_id):
    return audit_log().of_record(str(record_id)).items


def written(record_id):
    return str(audit_log().table.query(None, Key("RecordId").eq(str(record_id)), limit=9))


def factors(person, *types):
    return [Authenticator.objects.create(user=person, type=each, data={}) for each in types]


def both_factors(person):
    return factors(person, Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


def change(client, person, **typed):
    """Send a person's form as the screen shows it, with something else in it."""
    page = f"{PEOPLE}{person.pk}/change/"
    form = client.get(page).context["adminform"].form
    shown = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    shown = {name: value for name, value in shown.items() if value not in (None, False)}
    return client.post(page, shown | typed)


def remove_selected(client, screen, chosen):
    data = {"action": "delete_selected", "_selected_action": [each.pk for each in chosen], "post": "yes"}
    return client.post(screen, data)


@pytest.fixture
def clerk(make_person):
    """Gives somebody from the staff just these rights."""

    def clerk(*rights):
        person = make_person("clerk@example.com", is_staff=True)
        person.user_permissions.add(*Permission.objects.filter(codename__in=rights))
        return person

    return clerk


# --- What the audit log says -------------------------------------------------------------------------------------


def test_every_model_of_the_admin_pages_is_told():
    assert [model for model, screen in admin.site._registry.items() if not isinstance(screen, AuditedAdmin)] == []


def test_making_somebody_staff_and_giving_groups_is_told_with_before_and_after(as_admin, owner):
    viewers, keepers = Group.objects.get(name="Viewers"), Group.objects.get(name="Record keepers")
    owner.groups.add(viewers)
    assert change(as_admin, owner, is_staff="on", groups=[viewers.pk, keepers.pk], weight_unit="lb").status_code == 302
    (entry,) = entries(owner.pk)
    assert (entry.action, entry.as_admin, entry.changed) == ("edited", True, ())
    assert entry.changes == {
        "IsStaff": {"Before": False, "After": True},
        "Groups": {"Before": ["Viewers"], "After": ["Record keepers", "Viewers"]},
        "WeightUnit": {"Before": "kg", "After": "lb"},
    }


def test_a_right_of_ones_own_is_told_by_its_name(as_admin, owner):
    right = Permission.objects.get(codename="view_pets")
    change(as_admin, owner, user_permissions=[right.pk], is_superuser="on")
    assert entries(owner.pk)[0].changes == {
        "IsSuperuser": {"Before": False, "After": True},
        "Rights": {"Before": [], "After": [LOOK_AT_PETS]},
    }


def test_what_a_person_typed_is_told_only_as_changed(as_admin, owner):
    change(as_admin, owner, name="Secret", time_zone="Europe/Vienna")
    (entry,) = entries(owner.pk)
    assert (entry.changed, entry.changes) == (("Name", "TimeZone"), {})
    assert "Secret" not in written(owner.pk)
    assert "Vienna" not in written(owner.pk)


def test_a_password_set_by_an_admin_is_told_only_as_changed(as_admin, owner):
    typed = {"password1": "another-long-word", "password2": "another-long-word", "usable_password": "true"}
    as_admin.post(f"{PEOPLE}{owner.pk}/password/", typed | {"set-password": "yes"})
    (entry,) = entries(owner.pk)
    assert (entry.action, entry.changed, entry.changes) == ("edited", ("Password",), {})


def test_deactivating_is_told_with_before_and_after(as_admin, owner):
    as_admin.post(f"/admin/people/{owner.pk}/deactivate/")
    assert entries(owner.pk)[0].changes == {"IsActive": {"Before": True, "After": False}}


def test_the_rights_of_a_group_are_told_from_its_beginning_to_its_end(as_admin):
    right = Permission.objects.get(codename="view_pets")
    as_admin.post(f"{GROUPS}add/", {"name": "Helpers", "permissions": [right.pk]})
    group = Group.objects.get(name="Helpers")
    as_admin.post(f"{GROUPS}{group.pk}/change/", {"name": "Helpers", "permissions": []})
    group.permissions.add(right)
    as_admin.post(f"{GROUPS}{group.pk}/delete/", {"post": "yes"})
    assert [(entry.action, entry.changes["Rights"]) for entry in entries(f"group#{group.pk}")] == [
        ("removed", {"Before": [LOOK_AT_PETS], "After": None}),
        ("edited", {"Before": [LOOK_AT_PETS], "After": []}),
        ("added", {"Before": None, "After": [LOOK_AT_PETS]}),
    ]


def test_the_values_are_shown_in_words(as_admin, owner):
    change(as_admin, owner, is_staff="on", groups=[Group.objects.get(name="Viewers").pk], weight_unit="lb")
    page = as_admin.get(f"/admin/trail/?record={owner.pk}").text
    for words in (
        "May use the admin pages: <del>No</del> → <ins>Yes</ins>",
        "Groups: <del>–</del> → <ins>Viewers</ins>",
        "Weights in: <del>Kilograms</del> → <ins>Pounds</ins>",
    ):
        assert words in page


def test_djangos_own_history_still_says_what_changed(as_admin, owner):
    change(as_admin, owner, is_staff="on")
    assert "Changed May use the admin pages." in as_admin.get(f"{PEOPLE}{owner.pk}/history/").text


def test_a_person_is_not_added_where_the_audit_log_cannot_be_written(as_admin, owner, monkeypatch):
    def fail(*_):
        raise StoreUnavailable("down")

    monkeypatch.setattr(type(audit_log()), "write", fail)
    response = as_admin.post(f"{PEOPLE}add/", {"email": "new@example.com", "usable_password": "false"})
    assert response.status_code == 503
    assert not type(owner).objects.filter(email="new@example.com").exists()


def test_nothing_is_changed_or_removed_where_the_audit_log_cannot_be_written(as_admin, owner, monkeypatch):
    def fail(*_):
        raise StoreUnavailable("down")

    group, factor = Group.objects.create(name="Helpers"), factors(owner, Authenticator.Type.TOTP)[0]
    monkeypatch.setattr(type(audit_log()), "write", fail)
    monkeypatch.setattr(type(audit_log()), "write_all", fail)
    assert change(as_admin, owner, name="Another", is_staff="on").status_code == 503
    for page, typed in (
        (f"{GROUPS}{group.pk}/change/", {"name": "Another"}),
        (f"{GROUPS}{group.pk}/delete/", {"post": "yes"}),
        (f"{FACTORS}{factor.pk}/delete/", {"post": "yes"}),
    ):
        assert as_admin.post(page, typed).status_code == 503
    owner.refresh_from_db()
    assert (owner.name, owner.is_staff) == ("Robin", False)
    assert Group.objects.filter(name="Helpers").exists()
    assert owner.authenticator_set.exists()


# --- Several at once ---------------------------------------------------------------------------------------------


def test_of_several_second_factors_removed_at_once_each_is_told_in_its_persons_history(
    as_admin, owner, stranger, aws_calls
):
    chosen = [*both_factors(owner), *factors(stranger, Authenticator.Type.TOTP)]
    assert remove_selected(as_admin, FACTORS, chosen).status_code == 302
    assert aws_calls == {"TransactWriteItems": 1}  # all, or none
    assert not Authenticator.objects.exists()
    told = entries(owner.pk)
    assert {(entry.kind, entry.action, entry.as_admin) for entry in told} == {("authenticator", "removed", True)}
    assert sorted(entry.changes["Factor"]["Before"] for entry in told) == ["recovery_codes", "totp"]
    assert len(entries(stranger.pk)) == 1


def test_of_several_groups_removed_at_once_each_is_told(as_admin):
    chosen = [Group.objects.create(name=name) for name in ("One", "Two")]
    keys = [f"group#{each.pk}" for each in chosen]
    remove_selected(as_admin, GROUPS, chosen)
    assert [[entry.action for entry in entries(key)] for key in keys] == [["removed"], ["removed"]]


def test_several_addresses_cannot_be_removed_at_once(as_admin, owner, stranger):
    remove_selected(as_admin, ADDRESSES, EmailAddress.objects.all())
    assert EmailAddress.objects.filter(user__in=[owner, stranger]).count() == 2


def test_where_the_audit_log_cannot_be_written_none_of_several_is_removed(as_admin, owner, monkeypatch):
    def fail(*_):
        raise StoreUnavailable("down")

    monkeypatch.setattr(type(audit_log()), "write_all", fail)
    assert remove_selected(as_admin, FACTORS, both_factors(owner)).status_code == 503
    assert owner.authenticator_set.count() == 2


def test_where_the_removal_of_several_fails_django_keeps_no_log_of_it(as_admin, owner, monkeypatch):
    from django.contrib.admin.models import LogEntry

    def fail(*_):
        raise StoreUnavailable("down")

    chosen = both_factors(owner)
    monkeypatch.setattr(admin.site.get_model_admin(Authenticator), "delete_queryset", fail)
    remove_selected(as_admin, FACTORS, chosen)
    assert not LogEntry.objects.exists()


def test_an_address_that_is_removed_stands_in_its_persons_history_without_the_address(as_admin, owner):
    address = EmailAddress.objects.get(user=owner)
    as_admin.post(f"{ADDRESSES}{address.pk}/delete/", {"post": "yes"})
    (entry,) = entries(owner.pk)
    assert (entry.kind, entry.action) == ("emailaddress", "removed")
    assert "example.com" not in written(owner.pk)
    assert "Address" in as_admin.get(f"/admin/trail/?record={owner.pk}").text


# --- Who may -----------------------------------------------------------------------------------------------------


def test_only_superusers_add_change_and_delete_groups(clerk):
    person = clerk("add_group", "change_group", "delete_group", "view_group")
    group = Group.objects.create(name="Mine")
    person.groups.add(group)
    everything = [each.pk for each in Permission.objects.all()]
    client = logged_in(person)
    client.post(f"{GROUPS}{group.pk}/change/", {"name": "Mine", "permissions": everything})
    client.post(f"{GROUPS}add/", {"name": "New", "permissions": everything})
    client.post(f"{GROUPS}{group.pk}/delete/", {"post": "yes"})
    remove_selected(client, GROUPS, [group])
    assert not group.permissions.exists()
    assert Group.objects.filter(name="Mine").exists()
    assert not Group.objects.filter(name="New").exists()
    assert client.get(f"{GROUPS}{group.pk}/change/").status_code == 200


def test_groups_are_seen_by_whoever_may_view_them_only(clerk):
    client = logged_in(clerk("view_user"))
    assert client.get(GROUPS).status_code == 403


@pytest.mark.parametrize("rank", ["is_staff", "is_superuser"])
@pytest.mark.parametrize("screen", [FACTORS, ADDRESSES])
def test_only_superusers_take_a_factor_or_address_from_staff(clerk, make_person, rank, screen):
    colleague = make_person("colleague@example.com", **{rank: True})
    client = logged_in(clerk("view_authenticator", "delete_authenticator", "view_emailaddress", "delete_emailaddress"))
    both_factors(colleague)
    owned = colleague.authenticator_set if screen == FACTORS else colleague.emailaddress_set
    chosen = list(owned.all())
    assert client.post(f"{screen}{chosen[0].pk}/delete/", {"post": "yes"}).status_code == 403
    remove_selected(client, screen, chosen)
    assert list(owned.all()) == chosen
    assert client.get(f"{screen}{chosen[0].pk}/change/").status_code == 200


def test_staff_take_a_lost_factor_from_an_owner(clerk, owner):
    client = logged_in(clerk("view_authenticator", "delete_authenticator"))
    remove_selected(client, FACTORS, both_factors(owner))
    assert not owner.authenticator_set.exists()


def test_a_superuser_takes_a_lost_factor_from_staff(as_admin, keeper):
    remove_selected(as_admin, FACTORS, both_factors(keeper))
    assert not keeper.authenticator_set.exists()


@pytest.mark.parametrize(
    ("model", "field", "typed"),
    [
        (Group, "name", {"name": "Once"}),
        (User, "email", {"email": "once@example.com", "usable_password": "false", "password1": "", "password2": ""}),
    ],
)
def test_a_form_that_comes_second_at_the_same_moment_says_so(as_admin, monkeypatch, model, field, typed):
    model.objects.create(**{field: typed[field]})
    look = model.validate_unique
    looks = iter([lambda *_, **__: None])  # at the first look the other one was not there yet
    monkeypatch.setattr(model, "validate_unique", lambda *given, **named: next(looks, look)(*given, **named))
    answer = as_admin.post(f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/", typed)
    assert "already exists" in answer.context["adminform"].form.errors[field][0]
    assert model.objects.filter(**{field: typed[field]}).count() == 1
