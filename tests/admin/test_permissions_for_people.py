"""Who may use which admin page for people and the whole site: a row for each, with its permission."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from pettracker_site.backoffice.overview import urls as overview
from pettracker_site.backoffice.people import urls as people
from pettracker_site.models import User
from tests.site.access.world import state

pytestmark = pytest.mark.usefixtures("aws")

NOBODY = "00000000-0000-4000-8000-000000000000"
PERSON = "/admin/people/{person}/"
ADMIN_PAGES = [
    *[(verb, PERSON + "deactivate/", "deactivate_people") for verb in ("get", "post")],
    *[(verb, PERSON + "reactivate/", "deactivate_people") for verb in ("get", "post")],
    *[(verb, PERSON + "end-sessions/", "end_sessions") for verb in ("get", "post")],
    *[(verb, PERSON + "send-reset/", "send_resets") for verb in ("get", "post")],
    *[(verb, PERSON + "erase/", "erase_people") for verb in ("get", "post")],
    *[(verb, PERSON + "quota/", "change_quotas") for verb in ("get", "post")],
    ("get", "/admin/integrity/", "view_integrity"),
    ("post", "/admin/integrity/look/", "request_sweeps"),
    *[(verb, "/admin/integrity/mend/", "apply_sweeps") for verb in ("get", "post")],
]
OF_VIEWERS = ("view_integrity",)
RIGHTS = sorted({right for _, _, right in ADMIN_PAGES})


def send(client, verb, path, person):
    data = {"typed": "owner@example.com", "pets": "1", "photos": "1", "megabytes": "1"}
    return getattr(client, verb)(path.format(person=person), data if verb == "post" else None)


def test_no_route_is_left_out_here():
    routes = {
        re.sub(r"<uuid:(\w+)_id>", r"{\1}", f"/admin/{route}") for route, _, _ in (*people.ROUTES, *overview.ROUTES)
    }
    assert routes == {path for _, path, _ in ADMIN_PAGES}


@pytest.mark.parametrize(("verb", "path", "right"), ADMIN_PAGES)
def test_visitors_and_owners_are_sent_away(as_owner, owner, verb, path, right):
    before = state()
    for client in (Client(), as_owner):
        response = send(client, verb, path, owner.pk)
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")
    assert state() == before


@pytest.mark.parametrize(("verb", "path", "right"), ADMIN_PAGES)
def test_all_other_permissions_together_are_not_enough_and_say_nothing_about_who_exists(
    as_clerk_without, owner, verb, path, right
):
    client = as_clerk_without(right)
    before = state()
    refused, made_up = (send(client, verb, path, each) for each in (owner.pk, NOBODY))
    assert refused.status_code == made_up.status_code == 403
    assert state() == before


@pytest.mark.parametrize(("verb", "path", "right"), ADMIN_PAGES)
def test_the_permission_alone_is_enough(as_clerk_with, owner, verb, path, right):
    if "reactivate" in path:
        User.objects.filter(pk=owner.pk).update(is_active=False)
    client = as_clerk_with(right)
    before = state()
    response = send(client, verb, path, owner.pk)
    assert response.status_code == (302 if verb == "post" else 200)
    assert (state() != before) == (verb == "post")


@pytest.mark.parametrize(("verb", "path", "right"), [path for path in ADMIN_PAGES if path[2] not in OF_VIEWERS])
def test_a_viewer_changes_nothing(as_viewer, owner, verb, path, right):
    before = state()
    assert send(as_viewer, verb, path, owner.pk).status_code == 403
    assert state() == before


@pytest.mark.parametrize(("verb", "path", "right"), [path for path in ADMIN_PAGES if "{" in path[1]])
def test_who_does_not_exist_is_not_found(as_admin, verb, path, right):
    assert send(as_admin, verb, path, NOBODY).status_code == 404


def test_each_right_is_one_that_groups_can_give(db):
    assert sorted(Permission.objects.filter(codename__in=RIGHTS).values_list("codename", flat=True)) == RIGHTS


def test_record_keepers_do_nothing_to_people(keeper):
    rights = {right.partition(".")[2] for right in keeper.get_all_permissions()}
    assert not rights & {"deactivate_people", "end_sessions", "send_resets", "change_quotas", "erase_people"}
    assert {"view_numbers", "view_integrity", "request_sweeps", "apply_sweeps"} <= rights
