from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("pettracker_site", "0005_people_groups"),)

    operations = (
        migrations.AddField(
            model_name="user",
            name="hides_checklist",
            field=models.BooleanField(default=False, editable=False, verbose_name="has seen enough of the first steps"),
        ),
    )
