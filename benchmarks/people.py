"""What people do, for locust (`benchmarks/load.py` starts it): 80 of 100 times they look at their list, 15 at a pet's
page, 5 they add a photo of 3 MB; in between they read for one to five seconds.
"""

import itertools
import json
import os
import random
from pathlib import Path

from locust import FastHttpUser, between, task

PEOPLE = itertools.cycle(json.loads(Path(os.environ["PEOPLE_FILE"]).read_text()))
PICTURE = Path(os.environ["PICTURE_FILE"]).read_bytes()
TOKEN = "a" * 32  # of forms: the same in cookie and header


class Person(FastHttpUser):
    wait_time = between(1, 5)
    network_timeout = 60.0

    def on_start(self) -> None:
        me = next(PEOPLE)
        self.pets = me["pets"]
        self.headers = {"Cookie": f"sessionid={me['session']}; csrftoken={TOKEN}", "Accept-Encoding": "gzip"}

    @task(80)
    def pet_list(self) -> None:
        self._get("/pets/", "list")

    @task(15)
    def pet(self) -> None:
        self._get(f"/pets/{random.choice(self.pets[:4])}/", "page")

    @task(5)
    def upload(self) -> None:
        path = f"/pets/{random.choice(self.pets)}/photos/add/"
        file = {"photos": ("a.jpg", PICTURE + os.urandom(16), "image/jpeg")}  # never the same file
        headers = self.headers | {"Accept": "application/json", "X-CSRFToken": TOKEN}
        with self.client.post(path, files=file, headers=headers, name="upload", catch_response=True) as response:
            if response.status_code != 201 or [each["outcome"] for each in response.json()["files"]] != ["added"]:
                response.failure(f"{response.status_code} {response.text[:200]}")

    def _get(self, path: str, name: str) -> None:
        with self.client.get(
            path, headers=self.headers, name=name, allow_redirects=False, catch_response=True
        ) as response:
            if response.status_code != 200:
                response.failure(str(response.status_code))
