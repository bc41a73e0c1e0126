"""Each field of a profile reaches whatever keeps or shows a profile, so that none can be forgotten."""

from dataclasses import fields, make_dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType

import pytest
from django.conf import settings

from pets.domain import Pet
from pets.fields import ProfileField, Text
from pets.forms import PetForm
from pets.profile import PROFILE_FIELDS, SHOWN_FIELDS, Profile, compare_versions
from pets.repository import AUDITED_FIELDS
from pettracker_site.audit.audit_log import AuditEntry
from pettracker_site.audit.descriptions import differences
from pettracker_site.aws.template import resources
from pettracker_site.backoffice.pets_and_photos.exporting import record_of
from tests.profiles import EMPTY, ONE, OTHER

NOW = datetime(2025, 6, 1, 8, 30, tzinfo=UTC)
PET = Pet.new("owner", "nonce", ONE, NOW)
NAMES = [field.name for field in fields(Profile)]
BY_NAME = MappingProxyType({field.attribute: field for field in PROFILE_FIELDS})
each_field = pytest.mark.parametrize("name", NAMES)


@each_field
def test_a_field_comes_back_from_its_item(name):
    item = {key: value for key, value in PET.to_item().items() if value is not None}
    assert getattr(Pet.from_item(item).profile, name) == getattr(ONE, name)


@each_field
def test_a_field_that_says_nothing_comes_back_so(name):
    item = {key: value for key, value in replace(PET, profile=EMPTY).to_item().items() if value is not None}
    assert getattr(Pet.from_item(item).profile, name) == getattr(EMPTY, name)


@each_field
def test_a_form_saved_as_it_was_opened_keeps_a_field(name):
    opened = PetForm(unit="kg", pet=PET)
    typed = {key: opened.get_initial_for_field(field, key) for key, field in opened.fields.items()}
    form = PetForm({key: "" if value is None else str(value) for key, value in typed.items()}, unit="kg", pet=PET)
    assert form.is_valid(), form.errors
    assert getattr(form.profile(), name) == getattr(ONE, name)


@each_field
def test_a_field_has_a_column_in_the_file_of_pets(name):
    column = BY_NAME[name].column
    assert record_of(PET)[column] != record_of(replace(PET, profile=OTHER))[column]


@pytest.mark.parametrize("unit", ["kg", "lb"])
@each_field
def test_a_field_that_differs_between_two_versions_is_shown_alone(name, unit):
    rows = compare_versions(ONE, replace(ONE, **{name: getattr(OTHER, name)}), unit)
    assert [row.saved != row.typed for row in rows if row.differs] == [True]


@pytest.mark.parametrize("name", [field.attribute for field in SHOWN_FIELDS if not field.is_required])
def test_a_field_that_was_emptied_is_shown_as_empty(name):
    (row,) = (row for row in compare_versions(ONE, replace(ONE, **{name: getattr(EMPTY, name)}), "kg") if row.differs)
    assert row.saved
    assert not row.typed


@each_field
def test_the_audit_log_tells_a_fields_value_or_that_it_changed(name):
    before, after = PET.to_item(), replace(PET, profile=replace(ONE, **{name: getattr(OTHER, name)})).to_item()
    told = AUDITED_FIELDS.differences(before, after)
    attribute = BY_NAME[name].stored_as
    assert ([*(told["Changes"] or {})], told["Changed"] or []) in (([attribute], []), ([], [attribute]))


@each_field
def test_the_audit_log_describes_a_field_in_words(name):
    field = BY_NAME[name]
    changes = {field.stored_as: {"Before": field.to_item(ONE), "After": field.to_item(OTHER)}}
    ((label, before, after),) = differences(AuditEntry("id", "pet", "edited", "admin", True, NOW, changes=changes), {})
    assert label == str(field.label)
    assert before != after


def test_the_audit_log_never_tells_text_that_somebody_typed():
    assert not [field.attribute for field in PROFILE_FIELDS if field.audit_value and isinstance(field.type, Text)]


def test_an_owners_list_carries_the_fields_that_say_so():
    tables = resources(settings.STORAGE_TEMPLATE.read_text(), "AWS::DynamoDB::Table", {"TablePrefix": ""})
    (pets,) = (table for table in tables if table["TableName"] == "Pets")
    (index,) = (each for each in pets["GlobalSecondaryIndexes"] if each["IndexName"] == "OwnerId-index")
    carried = set(index["Projection"]["NonKeyAttributes"])
    assert {field.stored_as for field in PROFILE_FIELDS if field.in_lists} == carried & {
        field.stored_as for field in PROFILE_FIELDS
    }


def test_lists_have_a_field_that_their_index_does_not_carry_by_the_map_that_it_does():
    item = {key: value for key, value in PET.to_item().items() if value is not None and key != "AdoptedOn"}
    assert Pet.from_item(item).profile.adopted_on == ONE.adopted_on
    assert Pet.from_item(item).marks == {}


def test_a_field_without_a_declaration_is_told_by_its_name():
    [toy] = fields(make_dataclass("Profile", [("toy", str)]))
    with pytest.raises(TypeError, match="toy has no ProfileField"):
        ProfileField.declared_by(toy)
