from django.db import migrations, models

SHOWN = {"shows_facts": "breed, sex and colour", "shows_weight": "the weight", "shows_due": "what is due"}


class Migration(migrations.Migration):
    dependencies = (("pettracker_site", "0008_contacts"),)

    operations = tuple(
        migrations.AddField("user", name, models.BooleanField(default=True, verbose_name=words))
        for name, words in SHOWN.items()
    )
