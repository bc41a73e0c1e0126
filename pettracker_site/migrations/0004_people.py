from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pettracker_site", "0003_groups"),
    ]

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
        migrations.AddField(
            model_name="user",
            name="erasing_since",
            field=models.DateTimeField(db_index=True, editable=False, null=True, verbose_name="being deleted since"),
        ),
        migrations.AddField(
            model_name="user",
            name="sessions_ended",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="times all sessions were ended"),
        ),
    ]
