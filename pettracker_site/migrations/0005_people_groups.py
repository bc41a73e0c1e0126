"""Who looks after people gets a group of their own, since that is more power than to look after records."""

from typing import Any

from django.db import migrations

PEOPLE = ("deactivate_people", "end_sessions", "send_resets", "change_quotas", "erase_people", "view_trail")
NUMBERS = ("view_numbers", "view_integrity")
SWEEPS = ("request_sweeps", "apply_sweeps")


def give_rights(apps: Any, schema_editor: Any) -> None:
    types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    names = dict(apps.get_model("pettracker_site", "Records")._meta.permissions)

    def right(codename: str, name: str = "", model: str = "records") -> Any:
        content_type = types.get_or_create(app_label="pettracker_site", model=model)[0]
        named = {"name": name or names[codename]}
        return permissions.get_or_create(content_type=content_type, codename=codename, defaults=named)[0]

    groups = apps.get_model("auth", "Group").objects
    keepers, viewers = (groups.get_or_create(name=name)[0] for name in ("Record keepers", "Viewers"))
    keepers.permissions.add(*map(right, NUMBERS + SWEEPS))
    viewers.permissions.add(*map(right, NUMBERS))
    people = groups.get_or_create(name="Account keepers")[0]
    people.permissions.add(right("view_user", "Can view person", "user"), *map(right, PEOPLE))


def take_rights(apps: Any, schema_editor: Any) -> None:
    groups = apps.get_model("auth", "Group").objects
    groups.filter(name="Account keepers").delete()
    given = apps.get_model("auth", "Permission").objects.filter(codename__in=NUMBERS + SWEEPS)
    for group in groups.filter(name__in=["Record keepers", "Viewers"]):
        group.permissions.remove(*given)


class Migration(migrations.Migration):
    dependencies = [("pettracker_site", "0004_people")]

    operations = [migrations.RunPython(give_rights, take_rights)]
