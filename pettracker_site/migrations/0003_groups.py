"""The two groups that look after records. Their rights are made here, as Django makes them only after all migrations."""

from typing import Any

from django.db import migrations

VIEWERS = ("view_pets", "view_photos", "view_trail")


def make_groups(apps: Any, schema_editor: Any) -> None:
    content_type = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="pettracker_site", model="records"
    )[0]
    rights = {
        codename: apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )[0]
        for codename, name in apps.get_model("pettracker_site", "Records")._meta.permissions
    }
    groups = apps.get_model("auth", "Group").objects
    groups.get_or_create(name="Record keepers")[0].permissions.add(*rights.values())
    groups.get_or_create(name="Viewers")[0].permissions.add(*(rights[codename] for codename in VIEWERS))


def remove_groups(apps: Any, schema_editor: Any) -> None:
    apps.get_model("auth", "Group").objects.filter(name__in=["Record keepers", "Viewers"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("pettracker_site", "0002_records"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, remove_groups)]
