"""Restricts Django's own admin lists to the filters and orderings that they offer.

Django lets whoever may see a list filter it by any field of its model, shown or not: by `?data__secret__startswith=`
a secret is read letter by letter. Here a list is filtered and ordered by what it offers, and by nothing else.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.filters import FieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR, ChangeList, ChangeListSearchForm
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from pettracker_site.accounts import email_addresses

_LONGEST = 100  # signs of a search or of a filter's value: an address has more only in theory


class SearchForm(ChangeListSearchForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[SEARCH_VAR] = forms.CharField(required=False, strip=False, max_length=_LONGEST)


class RestrictedChangeList(ChangeList):
    """A list whose query is bounded, whatever the URL's parameters ask for."""

    search_form_class = SearchForm

    def get_filters(self, request: HttpRequest) -> Any:
        """Refuses repeated filters: Django would add a condition for each value."""
        if any(len(values) > 1 for values in self.get_filters_params().values()):
            raise IncorrectLookupParameters("a filter was given twice")
        return super().get_filters(request)

    def get_ordering(self, request: HttpRequest, queryset: Any) -> list[Any]:
        columns = self.params.get(ORDER_VAR, "").split(".")
        if len(columns) > len(self.list_display):
            raise IncorrectLookupParameters("ordered by more columns than there are")
        ordering: list[Any] = super().get_ordering(request, queryset)
        return ordering


class RestrictedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """The first base class of each screen, so that no library's screen allows more."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RestrictedChangeList

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Searches for e-mail addresses in the normal form that they are stored in."""
        if email_addresses.looks_like_email(search_term):
            search_term = email_addresses.normalize(search_term)
        return super().get_search_results(request, queryset, search_term)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only the lookups of the list's own filters."""
        if request is None or len(value) > _LONGEST or "\0" in value:
            return False
        return lookup in set(self._offered(request))

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return bool(to_field == self.opts.pk.name)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Checks the permission before the lookup, so that the answer does not reveal which ids exist."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied(self.opts.model_name)
        return super().get_object(request, object_id, from_field)

    def _offered(self, request: HttpRequest) -> Iterator[str]:
        for path in self.get_list_filter(request):
            assert isinstance(path, str), "filters are named by their fields here"
            field = get_fields_from_path(self.model, path)[-1]
            made = FieldListFilter.create(field, request, {}, self.model, self, field_path=path)
            yield from filter(None, made.expected_parameters())
