from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.generic import DetailView, ListView

from . import plain

PAGE = 24


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


@login_required
def plain_list(request: HttpRequest) -> HttpResponse:
    return render(request, "peer/pet_list.html", {"object_list": plain.pets_of(request.user.pk)})


@login_required
def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def nothing(request: HttpRequest, **_: object) -> HttpResponse:
    """Where links lead that nobody follows."""
    return HttpResponse("")
