"""What an index of DynamoDB may not know yet; see read_your_writes.py."""

from django.db import models


class RecentChange(models.Model):
    """Somebody changed a record at that time. `person` is a user's key, no foreign key: the model is above."""

    person = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    record = models.UUIDField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["person", "kind", "record"], name="one_row_for_each_record"),)
