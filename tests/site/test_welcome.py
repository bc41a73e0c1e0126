"""What those are told of the site who do not open it: search engines, and whoever is sent its address."""

import re

from django.test import Client
from django.urls import reverse


def test_the_welcome_page_says_what_it_is_with_an_address_and_a_picture_to_show(settings):
    settings.ALLOWED_HOSTS = ["pets.example"]
    page = Client().get(reverse("home"), headers={"host": "pets.example"}, secure=True).text
    told = dict(re.findall(r'<meta (?:name|property)="([\w:]+)" content="([^"]+)"', page))
    assert told["description"] == told["og:description"]
    assert told["og:url"] == "https://pets.example/"
    assert re.fullmatch(r"https://pets\.example/static/img/icon-512\.[\w.]*png", told["og:image"])
