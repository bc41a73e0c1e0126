"""Account forms sent by several browsers at the same moment, on a database of a file or of a server; prints what came.

Run by test_accounts_at_once.py in a process of its own, since the tests' database lives in the memory of one.
"""

import json
import re
import sqlite3
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import connections
from django.test import Client

from pettracker_site.settings import base

settings.CACHES = base.CACHES
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    settings.DATABASES["default"]["OPTIONS"] = base.DATABASES["default"]["OPTIONS"] | {"timeout": 30}
django.setup()

from allauth.account.models import EmailAddress  # noqa: E402 - only once there are apps
from allauth.mfa.models import Authenticator  # noqa: E402

from pettracker_site.models import User  # noqa: E402
from tests.site.second_factor import code_of  # noqa: E402

TIMES = 4
NEW, OTHER, WORD, ANOTHER = "new@example.com", "other@example.com", "a-long-enough-word", "quite-another-word-9"
Cookies = dict[str, str]


def browser(cookies: Cookies | None = None) -> Client:
    client = Client(raise_request_exception=False)
    for name, value in (cookies or {}).items():
        client.cookies[name] = value
    return client


def cookies_of(client: Client) -> Cookies:
    return {name: each.value for name, each in client.cookies.items()}


def at_once(path: str, form: dict[str, str], cookies: Cookies | None = None) -> list[str]:
    """Where each was led to, without doubles."""
    barrier = threading.Barrier(TIMES)

    def send(_: int) -> str:
        client = browser(cookies)
        barrier.wait(timeout=30)
        try:
            answer = client.post(path, form)
            return answer.headers.get("Location") or str(answer.status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TIMES) as pool:
        return sorted(set(pool.map(send, range(TIMES))))


def link() -> str:
    found = re.search(r"http://[^/\s]+(/accounts/\S+)", mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return found[1]


def logged_in(address: str, word: str) -> Client:
    client = browser()
    client.post("/accounts/login/", {"login": address, "password": word})
    client.post("/accounts/reauthenticate/", {"password": word})
    return client


def forms() -> dict[str, Any]:
    told: dict[str, Any] = {}
    signed_up = at_once("/accounts/signup/", {"email": NEW, "password1": WORD})
    told["sign up"] = signed_up, User.objects.count(), len(mail.outbox)
    told["confirm"] = at_once(link(), {}), EmailAddress.objects.filter(verified=True).count()

    client = browser()
    client.post("/accounts/password/reset/", {"email": NEW})
    form = client.get(link(), follow=True).request["PATH_INFO"]
    reset = at_once(form, {"password1": ANOTHER, "password2": ANOTHER}, cookies_of(client))
    told["reset"] = reset, User.objects.get().check_password(ANOTHER)

    client = logged_in(NEW, ANOTHER)
    mine = cookies_of(client)
    mail.outbox.clear()
    moving = at_once("/accounts/email/", {"action_add": "", "email": OTHER}, mine)
    told["move"] = moving, [each.to for each in mail.outbox], EmailAddress.objects.count()
    told["confirm the move"] = at_once(link(), {}, mine), list(EmailAddress.objects.values_list("email", flat=True))

    page = client.get("/accounts/2fa/totp/activate/").text
    secret = page.partition('id="authenticator_secret">')[2].partition("<")[0]
    activated = at_once("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, mine)
    told["activate"] = activated, Authenticator.objects.count()
    codes = Authenticator.objects.get(type="recovery_codes")
    mail.outbox.clear()
    made = at_once("/accounts/2fa/recovery-codes/generate/", {"replaces": str(codes.pk)}, mine)
    told["codes"] = made, len(mail.outbox)
    at_once("/accounts/2fa/totp/deactivate/", {}, mine)
    told["deactivate"] = Authenticator.objects.count()
    return told


def locked() -> dict[str, int]:
    """While another process holds SQLite's only lock."""
    client = logged_in(OTHER, ANOTHER)
    connections.close_all()
    connections.settings["default"]["OPTIONS"] |= {"timeout": 0.1}
    other = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answers = {
        "login": browser().post("/accounts/login/", {"login": OTHER, "password": ANOTHER}),
        "sign up": browser().post("/accounts/signup/", {"email": NEW, "password1": WORD}),
        "preferences": client.post("/preferences/", {"name": "Robin", "weight_unit": "kg"}),
        "a page": client.get("/preferences/"),
    }
    other.execute("ROLLBACK")
    answers["login after that"] = browser().post("/accounts/login/", {"login": OTHER, "password": ANOTHER})
    return {name: answer.status_code for name, answer in answers.items()}


if __name__ == "__main__":
    mail.outbox = []
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    sys.stdout.write(json.dumps({"forms": forms(), "locked": locked() if "--locked" in sys.argv else {}}))
