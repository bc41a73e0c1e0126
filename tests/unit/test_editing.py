"""What becomes of a form that edits a record, whatever it is a record of."""

import pytest
from django import forms

from pettracker_site.aws.errors import StoreUnavailable
from pettracker_site.common.editing import EditConflict, EditForm, submit
from pettracker_site.common.versions import FieldVersions

NEWER = "theirs, version 7"


class ToyForm(EditForm[str]):
    text = forms.CharField()
    outcome: Exception | None = None

    def save(self, *, by=None):
        if self.outcome:
            raise self.outcome

    def made_from(self, record):
        return ToyForm(self.data_with(version=7))

    def compare(self, saved):
        return [FieldVersions("Text", saved, self.cleaned_data["text"])]


def sent(outcome=None, **data):
    form = ToyForm({"text": "mine", "version": "3", **data})
    form.outcome = outcome
    return submit(form)


def test_what_is_valid_is_saved():
    assert sent().is_saved


@pytest.mark.parametrize("data", [{"text": ""}, {"version": "-1"}])
def test_what_is_not_valid_is_shown_again(data):
    edit = sent(RuntimeError("not asked"), **data)
    assert (edit.is_saved, edit.status) == (False, 200)


def test_who_comes_second_sees_both_versions_and_can_send_theirs_once_more():
    edit = sent(EditConflict(NEWER))
    assert (edit.is_saved, edit.status, edit.newer) == (False, 409, NEWER)
    assert [(row.saved, row.typed) for row in edit.versions] == [(NEWER, "mine")]
    assert (edit.form["text"].value(), edit.form["version"].value()) == ("mine", "7")


def test_a_store_that_does_not_answer_keeps_what_was_typed_and_says_so():
    edit = sent(StoreUnavailable("down"))
    assert (edit.is_saved, edit.status) == (False, 503)
    assert edit.form["text"].value() == "mine"
    assert "What you typed is still here" in edit.form.non_field_errors()[0]


def test_a_form_without_a_version_is_older_than_every_record():
    form = ToyForm({"text": "mine"})
    assert form.is_valid()
    assert form.cleaned_data["version"] == 0
