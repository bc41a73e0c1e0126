"""From the start of gunicorn to the first page, of who is logged in: `python -m benchmarks.cold`. Only told.

All code is compiled before, as in the image (Containerfile).
"""

import http.client
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from benchmarks.aws import ROOT
from benchmarks.goals import Measure, conclude, show
from benchmarks.serving import free_port, stopped

STARTS = 10
MOST_SECONDS = 60.0


def measures() -> Iterator[Measure]:
    from benchmarks.ours.environment import on_canned_dynamodb, python

    with tempfile.TemporaryDirectory() as folder, on_canned_dynamodb(Path(folder)) as environment:
        environment["DJANGO_BEHIND_PROXY"] = "1"
        session = python("from benchmarks.ours.requests import logged_in\nprint(logged_in())", environment).split()[-1]
        environment |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": f"{folder}/compiled"}
        first_page(environment, session)  # compiles it
        taken = [first_page(environment, session) for _ in range(STARTS)]
    details = f"of {STARTS} starts, the fastest {min(taken):.2f} s, the slowest {max(taken):.2f} s"
    yield Measure("cold start to first page, median", statistics.median(taken), unit=" s", details=details)


def first_page(environment: dict[str, str], session: str) -> float:
    """Seconds."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "infra/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with stopped(process):
        while time.perf_counter() - began < MOST_SECONDS:
            with suppress(ConnectionError):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=MOST_SECONDS)
                headers = {"Host": "pets.example", "X-Forwarded-Proto": "https", "Cookie": f"sessionid={session}"}
                connection.request("GET", "/pets/", headers=headers)
                response = connection.getresponse()
                response.read()
                assert response.status == 200, response.status
                return time.perf_counter() - began
            time.sleep(0.005)
    raise TimeoutError("no page came")


if __name__ == "__main__":
    sys.exit(conclude(show("cold", measures())))
