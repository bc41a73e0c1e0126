from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.generic import CreateView, DetailView, ListView

from . import plain
from .models import Weight

PAGE = 24
ENTRIES = 25
YEAR = timedelta(days=365)


class PetList(LoginRequiredMixin, ListView):
    paginate_by = PAGE

    def get_queryset(self):
        return self.request.user.pets.all()


class PetPage(LoginRequiredMixin, DetailView):
    def get_queryset(self):
        return self.request.user.pets.all()

    def get_context_data(self, **kwargs):
        paginator = Paginator(self.object.photos.all(), PAGE)
        return super().get_context_data(page_obj=paginator.get_page(self.request.GET.get("page")), **kwargs)


class WeightLog(LoginRequiredMixin, CreateView):
    """The weights of a year: as a chart, as a table, the newest to edit, and a form for one more."""

    model = Weight
    fields = ("on", "kilograms", "is_guess", "note")
    template_name = "peer/weights.html"

    def get_context_data(self, **kwargs):
        pet = get_object_or_404(self.request.user.pets, pk=self.kwargs["pk"])
        today = timezone.localdate()
        weights = list(pet.weights.filter(on__gte=today - YEAR))
        heaviest = max(weight.kilograms for weight in weights)
        for weight in weights:
            weight.x = round(100 - (today - weight.on) / YEAR * 100, 2)
            weight.y = round(float(weight.kilograms / heaviest) * 100, 1)
        levels = [heaviest * part / 4 for part in range(5)]
        newest = weights[:ENTRIES]
        return super().get_context_data(pet=pet, weights=weights, newest=newest, levels=levels, **kwargs)


class Health(LoginRequiredMixin, ListView):
    paginate_by = ENTRIES
    template_name = "peer/health.html"

    def get_queryset(self):
        self.pet = get_object_or_404(self.request.user.pets, pk=self.kwargs["pk"])
        return self.pet.entries.all()

    def get_context_data(self, **kwargs):
        return super().get_context_data(pet=self.pet, **kwargs)


@login_required
def plain_list(request: HttpRequest) -> HttpResponse:
    return render(request, "peer/pet_list.html", {"object_list": plain.pets_of(request.user.pk)})


@login_required
def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def nothing(request: HttpRequest, **_: object) -> HttpResponse:
    """Where links lead that nobody follows."""
    return HttpResponse("")
