"""People: the only records that live in the relational database for longer than seconds."""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pettracker_site.common.time_zones import validate_time_zone

from .accounts import email_addresses, passwords
from .reminders.models import Reminders


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email_addresses.normalize(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """By the address, however it is typed."""
        try:
            return super().get_by_natural_key(email_addresses.normalize(username or ""))
        except ValidationError:
            raise self.model.DoesNotExist from None

    def with_address(self, typed: str) -> "User | None":
        """Whoever has this address, however it is typed or pasted."""
        with suppress(self.model.DoesNotExist):
            return self.get_by_natural_key(typed)
        return None


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The key is a UUID because pets and photos name it as their owner: a number could be given out twice."""

    class WeightUnit(models.TextChoices):
        KILOGRAMS = "kg", _("Kilograms")
        POUNDS = "lb", _("Pounds")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    weight_unit = models.CharField(_("weights in"), max_length=2, choices=WeightUnit, default=WeightUnit.KILOGRAMS)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Empty: the zone of your browser."),
    )
    vet = models.CharField(_("vet"), max_length=80, blank=True)
    clinic = models.CharField(_("clinic"), max_length=120, blank=True)
    vet_phone = models.CharField(_("phone of the vet"), max_length=40, blank=True)
    emergency_contact = models.CharField(_("whom to call in an emergency"), max_length=120, blank=True)
    emergency_phone = models.CharField(_("phone in an emergency"), max_length=40, blank=True)
    shows_facts = models.BooleanField(_("breed, sex and colour"), default=True)
    shows_weight = models.BooleanField(_("the weight"), default=True)
    shows_due = models.BooleanField(_("what is due"), default=True)
    hides_checklist = models.BooleanField(_("has seen enough of the first steps"), default=False, editable=False)
    is_staff = models.BooleanField(_("may use the admin pages"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    sessions_ended = models.PositiveIntegerField(_("times all sessions were ended"), default=0, editable=False)
    erasing_since = models.DateTimeField(_("being deleted since"), null=True, editable=False, db_index=True)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def clean(self) -> None:
        super().clean()
        try:
            self.email = email_addresses.normalize(self.email)
            validate_email(self.email)  # once more: a wide @ behind the first one was a letter until now
        except ValidationError as error:
            raise ValidationError({"email": error}) from None

    def __str__(self) -> str:
        return self.name or self.email

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password if raw_password is None else passwords.normalize(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(raw_password if raw_password is None else passwords.normalize(raw_password))

    def get_short_name(self) -> str:
        return self.name or self.email.partition("@")[0]

    def get_session_auth_hash(self) -> str:
        """What a login holds on to: where the password changes, or all sessions are ended, it is over."""
        return self._of_these_sessions(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return map(self._of_these_sessions, super().get_session_auth_fallback_hash())

    def _of_these_sessions(self, hash: str) -> str:
        return f"{hash}{self.sessions_ended or ''}"

    @property
    def has_reminders(self) -> bool:
        """Whether mails tell this person what is due, by one query."""
        return Reminders.objects.filter(person=self, is_on=True).exists()

    @property
    def facts_on_pet_pages(self) -> str:
        """The fields of a profile that this person wants to see below a pet's name."""
        return " ".join([*["breed", "sex", "colour"] * self.shows_facts, *["weight"] * self.shows_weight])

    @property
    def key(self) -> str:
        """The id as pets and photos carry it."""
        return str(self.pk)


class Records(models.Model):
    """No table: it declares the permissions for records in DynamoDB, so that Django's groups can grant them."""

    class Meta:
        managed = False
        default_permissions = ()
        verbose_name = verbose_name_plural = _("records")
        permissions = (
            ("view_pets", _("Can look at all pets")),
            ("change_pets", _("Can change pets and move them to another owner")),
            ("delete_pets", _("Can delete and restore pets")),
            ("purge_pets", _("Can remove pets for good")),
            ("view_photos", _("Can look at all photos")),
            ("change_photos", _("Can hide photos and make their small copies anew")),
            ("delete_photos", _("Can delete and restore photos")),
            ("purge_photos", _("Can remove photos for good")),
            ("view_records", _("Can look at all records of pets’ lives")),
            ("change_records", _("Can change records of pets’ lives")),
            ("delete_records", _("Can delete and restore records of pets’ lives")),
            ("purge_records", _("Can remove records of pets’ lives for good")),
            ("view_trail", _("Can look at who did what")),
            ("deactivate_people", _("Can deactivate and reactivate people")),
            ("end_sessions", _("Can end all sessions of a person")),
            ("send_resets", _("Can send people a mail to choose a new password")),
            ("change_quotas", _("Can change how much a person may keep")),
            ("erase_people", _("Can delete people with all their data")),
            ("view_numbers", _("Can look at the numbers of the whole site")),
            ("view_integrity", _("Can look at what sweeps and comparisons found")),
            ("request_sweeps", _("Can ask for a sweep that only looks")),
            ("apply_sweeps", _("Can ask for a sweep that repairs what it finds")),
        )
