"""Records of pets' lives have permissions of their own, for the groups that look after records."""

from typing import Any

from django.db import migrations

KEEPERS = ("view_records", "change_records", "delete_records", "purge_records")
VIEWERS = ("view_records",)


def give_rights(apps: Any, schema_editor: Any) -> None:
    content_type = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="pettracker_site", model="records"
    )[0]
    names = dict(apps.get_model("pettracker_site", "Records")._meta.permissions)
    permissions = apps.get_model("auth", "Permission").objects
    rights = {
        codename: permissions.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": names[codename]}
        )[0]
        for codename in KEEPERS
    }
    groups = apps.get_model("auth", "Group").objects
    for group, codenames in (("Record keepers", KEEPERS), ("Viewers", VIEWERS)):
        groups.get_or_create(name=group)[0].permissions.add(*(rights[codename] for codename in codenames))


def take_rights(apps: Any, schema_editor: Any) -> None:
    given = apps.get_model("auth", "Permission").objects.filter(codename__in=KEEPERS)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Record keepers", "Viewers"]):
        group.permissions.remove(*given)


class Migration(migrations.Migration):
    dependencies = [("pettracker_site", "0006_checklist")]

    operations = [
        migrations.AlterModelOptions(
            name="records",
            options={
                "default_permissions": (),
                "managed": False,
                "permissions": (
                    ("view_pets", "Can look at all pets"),
                    ("change_pets", "Can change pets and move them to another owner"),
                    ("delete_pets", "Can delete and restore pets"),
                    ("purge_pets", "Can remove pets for good"),
                    ("view_photos", "Can look at all photos"),
                    ("change_photos", "Can hide photos and make their small copies anew"),
                    ("delete_photos", "Can delete and restore photos"),
                    ("purge_photos", "Can remove photos for good"),
                    ("view_records", "Can look at all records of pets’ lives"),
                    ("change_records", "Can change records of pets’ lives"),
                    ("delete_records", "Can delete and restore records of pets’ lives"),
                    ("purge_records", "Can remove records of pets’ lives for good"),
                    ("view_trail", "Can look at who did what"),
                    ("deactivate_people", "Can deactivate and reactivate people"),
                    ("end_sessions", "Can end all sessions of a person"),
                    ("send_resets", "Can send people a mail to choose a new password"),
                    ("change_quotas", "Can change how much a person may keep"),
                    ("erase_people", "Can delete people with all their data"),
                    ("view_numbers", "Can look at the numbers of the whole site"),
                    ("view_integrity", "Can look at what sweeps and comparisons found"),
                    ("request_sweeps", "Can ask for a sweep that only looks"),
                    ("apply_sweeps", "Can ask for a sweep that repairs what it finds"),
                ),
                "verbose_name": "records",
                "verbose_name_plural": "records",
            },
        ),
        migrations.RunPython(give_rights, take_rights),
    ]
