import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Pet(models.Model):
    class Kind(models.TextChoices):
        DOG = "dog", _("Dog")
        CAT = "cat", _("Cat")
        BIRD = "bird", _("Bird")
        RABBIT = "rabbit", _("Rabbit")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="pets")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=Kind)
    born = models.DateField(null=True)
    cover = models.ImageField(upload_to="covers")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("pet", kwargs={"pk": self.pk})

    @property
    def age(self) -> str:
        today = timezone.localdate()
        years = today.year - self.born.year - ((today.month, today.day) < (self.born.month, self.born.day))
        return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}


def file_storage():
    return storages["photos"]


class Photo(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    pet = models.ForeignKey(Pet, models.CASCADE, related_name="photos")
    small = models.FileField(storage=file_storage)
    medium = models.FileField(storage=file_storage)
    large = models.FileField(storage=file_storage)
    taken_at = models.DateTimeField()
    caption = models.CharField(max_length=200, blank=True)
    favourite = models.BooleanField(default=False)
    placeholder = models.TextField()
    width = models.IntegerField()
    height = models.IntegerField()

    class Meta:
        ordering = ["-taken_at"]

    def get_absolute_url(self) -> str:
        return reverse("photo", kwargs={"pet": self.pet_id, "pk": self.pk})


class Weight(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    pet = models.ForeignKey(Pet, models.CASCADE, related_name="weights")
    on = models.DateField(_("day"), default=timezone.localdate)
    kilograms = models.DecimalField(_("weight in kg"), max_digits=8, decimal_places=3)
    is_guess = models.BooleanField(_("a guess"), default=False)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["-on"]


class Entry(models.Model):
    class Kind(models.TextChoices):
        VACCINATION = "vaccination", _("Vaccination")
        PARASITES = "parasites", _("Treatment against parasites")
        VISIT = "visit", _("Visit to the vet")
        MEASURE = "measure", _("Measure")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    pet = models.ForeignKey(Pet, models.CASCADE, related_name="entries")
    on = models.DateField(_("day"))
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=120, blank=True)
    vet = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-on"]

    def get_absolute_url(self) -> str:
        return reverse("entry", kwargs={"pet": self.pet_id, "pk": self.pk})
