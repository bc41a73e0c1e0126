from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("pettracker_site", "0007_records_of_life"),)

    operations = tuple(
        migrations.AddField(
            model_name="user",
            name=name,
            field=models.CharField(blank=True, max_length=length, verbose_name=words),
        )
        for name, length, words in (
            ("vet", 80, "vet"),
            ("clinic", 120, "clinic"),
            ("vet_phone", 40, "phone of the vet"),
            ("emergency_contact", 120, "whom to call in an emergency"),
            ("emergency_phone", 40, "phone in an emergency"),
        )
    )
