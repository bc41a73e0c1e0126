"""Django's screens are filtered, searched and ordered by what they show, and tell nothing beside it."""

import itertools
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from pettracker_site.backoffice.people.restricted_admin import RestrictedAdmin
from pettracker_site.models import User
from tests.conftest import logged_in

pytestmark = pytest.mark.usefixtures("aws")
PEOPLE, FACTORS = "/admin/pettracker_site/user/", "/admin/mfa/authenticator/"
OFFERED = {
    User: {
        *("is_active__exact", "is_active__isnull", "is_staff__exact", "is_staff__isnull"),
        *("groups__id__exact", "groups__isnull"),
    },
    Group: set(),
    EmailAddress: {"primary__exact", "primary__isnull", "verified__exact", "verified__isnull"},
    Authenticator: {
        *("type__exact", "type__isnull"),
        *("created_at__gte", "created_at__lt", "last_used_at__gte", "last_used_at__lt", "last_used_at__isnull"),
    },
}
SECRET = re.compile(r"password|data|secret|key|sessions_ended")
LOOKUPS = ("", "exact", "startswith", "regex", "gt", "in", "isnull", "secret", "secret__startswith", "year")
SCREENS = list(OFFERED)


@pytest.fixture
def as_looker(make_person):
    """Somebody from the staff who may look at all of Django's screens, and do nothing."""
    person = make_person("looker@example.com", is_staff=True)
    person.user_permissions.add(*Permission.objects.filter(codename__startswith="view_"))
    return logged_in(person)


@pytest.fixture
def factor(make_person):
    boss = make_person("boss@example.com", is_superuser=True, is_staff=True)
    return Authenticator.objects.create(user=boss, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})


def paths(model, steps=3):
    """Every field of a model, and of all that it leads to and that leads to it, as a filter would name them."""
    for field in model._meta.get_fields(include_hidden=True):
        yield field.name
        if field.is_relation and field.related_model and steps > 1:
            yield from (f"{field.name}__{rest}" for rest in paths(field.related_model, steps - 1))


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def as_seen(response):
    """An answer but for the token of its forms."""
    return response.status_code, response.get("Location"), re.sub(r'value="\w{64}"', "", response.text)


def test_every_screen_of_django_is_restricted_and_has_its_row_here():
    assert {
        type(screen) for screen in admin.site._registry.values() if not isinstance(screen, RestrictedAdmin)
    } == set()
    assert set(admin.site._registry) == set(OFFERED)


@pytest.mark.parametrize("model", SCREENS)
def test_of_all_fields_and_all_that_they_lead_to_a_list_is_filtered_by_what_it_offers_only(db, model, rf, monkeypatch):
    screen = admin.site.get_model_admin(model)
    sought = {"__".join(filter(None, pair)) for pair in itertools.product(paths(model), LOOKUPS)}
    assert any("password__startswith" in each for each in sought)
    offered = set(screen._offered(request := rf.get("/")))
    monkeypatch.setattr(screen, "_offered", lambda _: offered)  # made once: it asks the database for the groups
    assert {each for each in sought | OFFERED[model] if screen.lookup_allowed(each, "1", request)} == OFFERED[model]


@pytest.mark.parametrize("model", SCREENS)
def test_a_filter_that_is_not_offered_answers_the_same_whether_it_matches_or_not(model, as_looker, factor):
    for path in paths(model, steps=1):
        hit, miss = (as_looker.get(list_of(model), {f"{path}__startswith": value}) for value in ("", "zzz"))
        assert hit.status_code in (302, 400), path
        assert as_seen(hit) == as_seen(miss), path


@pytest.mark.parametrize("model", SCREENS)
def test_no_list_is_searched_or_ordered_by_what_it_does_not_show(model, rf):
    screen = admin.site.get_model_admin(model)
    request = rf.get("/")
    shown = {name.removesuffix("__str__") for name in screen.get_list_display(request)} | {"name"}
    assert {each.removeprefix("user__") for each in screen.get_search_fields(request)} <= shown
    orders = [
        getattr(getattr(screen, name, None), "admin_order_field", None) for name in screen.get_list_display(request)
    ]
    assert set(orders) == {None}
    assert not any(SECRET.search(each) for each in screen.get_search_fields(request))
    assert screen.date_hierarchy is None


@pytest.mark.parametrize(
    "query",
    [
        *("data__secret__startswith=J", "data__secret__startswith=J&e=1", "data__secret__startswith=J&_popup=1"),
        *("data__startswith=J", "data__icontains=J", "data__has_key=secret", "data=J", "data__secret=J"),
        *("user__password__startswith=m", "user__authenticator__data__secret__startswith=J", "user__id__exact=1"),
        *(
            "id__exact=1",
            "pk=1",
            "_to_field=data",
            "_to_field=data&_popup=1",
            "_facets=True&data__secret__startswith=J",
        ),
    ],
)
def test_no_address_of_the_list_tells_of_a_secret(as_looker, factor, query):
    hit = as_looker.get(f"{FACTORS}?{query}")
    Authenticator.objects.update(data={"secret": "X"})
    assert hit.status_code in (302, 400)
    assert as_seen(as_looker.get(f"{FACTORS}?{query}")) == as_seen(hit)


@pytest.mark.parametrize("query", ["q=J", "o=3.-1.2", "o=data", "o=-99", "all=", "_popup=1", "_to_field=id", "p=1"])
def test_what_is_searched_and_ordered_shows_the_same_whatever_the_secret(as_looker, factor, query):
    before = as_looker.get(f"{FACTORS}?{query}")
    Authenticator.objects.update(data={"secret": "X"})
    assert as_seen(as_looker.get(f"{FACTORS}?{query}")) == as_seen(before)
    assert "JBSWY3DPEHPK3PXP" not in before.text


def test_an_action_is_refused_behind_such_a_filter_too(as_admin, factor):
    data = {"action": "delete_selected", "_selected_action": [factor.pk], "post": "yes"}
    assert as_admin.post(f"{FACTORS}?data__secret__startswith=J", data).status_code == 400
    assert Authenticator.objects.exists()


@pytest.mark.parametrize("query", [f"{each}=1" for each in sorted(OFFERED[User])])
def test_what_is_offered_filters(as_looker, query):
    assert as_looker.get(f"{PEOPLE}?{query}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a+" * 2000,
        "q=a%00b",
        "o=" + ".".join(["1"] * 2000),
        "&".join(["is_staff__exact=1"] * 900),
        "groups__id__exact=" + "9" * 3000,
        "groups__id__exact=a%00b",
        "is_staff__exact=maybe",
        "p=" + "9" * 3000,
    ],
)
def test_too_much_in_an_address_is_refused_or_left_out(as_looker, query):
    assert as_looker.get(f"{PEOPLE}?{query}").status_code in (200, 302, 400)


@pytest.mark.parametrize("model", SCREENS)
def test_staff_without_rights_are_refused_alike_whether_there_is_such_an_id_or_not(as_clerk, factor, model):
    Group.objects.get_or_create(name="One")
    made_up = "00000000-0000-4000-8000-000000000000" if model is User else "987654321"
    keys = (model.objects.order_by("pk")[0].pk, made_up, "no-id", "9" * 300)
    pages = ["change/", "delete/", "history/", *(["password/"] if model is User else [])]
    for send, screen in itertools.product((as_clerk.get, as_clerk.post), pages):
        there, *others = [send(f"{list_of(model)}{key}/{screen}") for key in keys]
        assert there.status_code == 403, screen
        assert {as_seen(each) for each in others} == {as_seen(there)}, screen


@pytest.mark.parametrize("address", ["r/{type}/{key}/", "autocomplete/?app_label=mfa&model_name=authenticator"])
def test_pages_of_django_that_no_screen_needs_are_not_there(as_admin, owner, address):
    kind = ContentType.objects.get_for_model(User).pk
    for key in (owner.pk, "00000000-0000-4000-8000-000000000000", "no-id"):
        assert as_admin.get("/admin/" + address.format(type=kind, key=key)).status_code == 404
