"""50 people for five minutes, behind nginx, on two cores: `python -m benchmarks.load [--seconds 300] [--compare]`.

Sides of one machine: gunicorn, nginx, the embedded AWS and locust share its cores, and each one's CPU is told apart.
`--compare` puts the same load on several numbers of processes and threads. Exits with 1 where a goal is
missed. Linux only.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks import memory, samples
from benchmarks.aws import ROOT
from benchmarks.goals import Measure, conclude, show
from benchmarks.serving import Server, Store, filled_store, served

PEOPLE = 50
SECONDS = int(os.environ.get("BENCH_SECONDS", "300"))
WARM_UP = 20
MEMORY_GOAL = 50.0  # MB
MEGABYTES = 3.0
SERVERS = ((1, 8), (2, 4), (2, 8), (2, 16), (4, 4))  # processes, threads
TURNS = 2
ROLES = {"master": "gunicorn's master", "workers": "its workers", "decoding": "their decoding processes"}
POPULATION = {"people": PEOPLE, "pets_each": 24, "covers": 2, "photos": 2}


@dataclass(frozen=True, slots=True)
class Result:
    requests: int
    errors: int
    per_second: float
    p50: dict[str, float]
    p95: dict[str, float]
    cores: dict[str, float]  # each one's CPU, in cores
    before: dict[str, float]  # MB of gunicorn's processes by their roles: after the warm-up
    middle: dict[str, float]
    after: dict[str, float]

    def times(self, name: str) -> str:
        return f"p50 {self.p50[name]:.0f} ms, p95 {self.p95[name]:.0f} ms"


def measures(seconds: int = SECONDS) -> Iterator[Measure]:
    with tempfile.TemporaryDirectory() as name, filled_store(Path(name), **POPULATION) as store:
        result = put_on(store, Path(name), seconds)
    what = f"{PEOPLE} people, {seconds} s"
    yield Measure(f"{what}: errors", result.errors, 0, " errors", f"of {result.requests:,} requests")
    grown = total(result.after) - total(result.before)
    details = (
        f"from {total(result.before):.0f} MB; {total(result.after) - total(result.middle):+.1f} MB in the second half"
    )
    yield Measure(f"{what}: memory of all web processes, more than before", grown, MEMORY_GOAL, " MB", details)
    for role, after in result.after.items():
        details = f"from {result.before[role]:.1f} MB to {after:.1f} MB"
        yield Measure(f"{what}: memory of {ROLES[role]}", after - result.before[role], unit=" MB", details=details)
    cores = ", ".join(f"{name} {used:.2f}" for name, used in result.cores.items())
    yield Measure(f"{what}: requests a second", result.per_second, details=f"cores in use: {cores}")
    for kind in ("list", "page", "upload"):
        yield Measure(f"{what}: {kind}, p95", result.p95[kind], unit=" ms", details=f"p50 {result.p50[kind]:.0f} ms")


def compared(seconds: int) -> Iterator[Measure]:
    """Each of SERVERS as often as the others, in random order; what comes after one another shows how much is luck."""
    turns = [each for _ in range(TURNS) for each in random.sample(SERVERS, len(SERVERS))]
    with tempfile.TemporaryDirectory() as name, filled_store(Path(name), **POPULATION) as store:
        for processes, threads in turns:
            result = put_on(store, Path(name), seconds, WEB_CONCURRENCY=str(processes), WEB_THREADS=str(threads))
            details = (
                f"{result.per_second:.1f} requests/s, {result.errors} errors; page {result.times('page')}; "
                f"upload {result.times('upload')}; gunicorn {result.cores['gunicorn']:.2f} cores"
            )
            what = f"{processes} processes of {threads} threads, {seconds} s: list, p95"
            yield Measure(what, result.p95["list"], unit=" ms", details=f"list {result.times('list')}; {details}")


def put_on(store: Store, folder: Path, seconds: int, **environment: str) -> Result:
    """A server of its own under that load, after WARM_UP seconds of the same."""
    picture = folder / "picture.jpg"
    if not picture.exists():
        picture.write_bytes(photo())
    people = folder / "people.json"
    people.write_text(json.dumps(store.people))
    with served(store, folder, **environment) as server:
        files = {"PEOPLE_FILE": str(people), "PICTURE_FILE": str(picture)}
        aws = embedded_aws_process(store.endpoint)
        run_locust(server, folder, WARM_UP, files)
        roots = {"gunicorn": server.gunicorn, "nginx": server.nginx, "embedded AWS": aws}
        used, before = {name: cpu(pid) for name, pid in roots.items()}, memory.by_role(server.gunicorn)
        with ThreadPoolExecutor(1) as watching:
            middle = watching.submit(later, seconds / 2, lambda: memory.by_role(server.gunicorn))
            rows = run_locust(server, folder, seconds, files)
        cores = {name: (cpu(pid) - used[name]) / seconds for name, pid in roots.items()}
        everything = rows["Aggregated"]
        return Result(
            requests=int(everything["Request Count"]),
            errors=int(everything["Failure Count"]),
            per_second=float(everything["Requests/s"]),
            p50={name: float(row["50%"]) for name, row in rows.items()},
            p95={name: float(row["95%"]) for name, row in rows.items()},
            cores=cores,
            before=before,
            middle=middle.result(),
            after=memory.by_role(server.gunicorn),
        )


def photo() -> bytes:
    """A JPEG of 12 megapixels and 3 MB."""
    file = Path(tempfile.mkstemp(suffix=".jpg")[1])
    picture = samples.photo(*samples.MEGAPIXELS[12])
    for quality in range(90, 20, -5):
        picture.save(file, quality=quality)
        if file.stat().st_size <= MEGABYTES * 1e6:
            break
    data = file.read_bytes()
    file.unlink()
    return data + bytes(max(0, int(MEGABYTES * 1e6) - len(data)))


def run_locust(server: Server, folder: Path, seconds: int, files: dict[str, str]) -> dict[str, dict[str, str]]:
    """Its table, by the names of what people do."""
    prefix = folder / "locust"
    command = [sys.executable, "-m", "locust", "-f", "benchmarks/people.py", "--headless", "--host", server.address]
    command += ["-u", str(PEOPLE), "-r", "25", "-t", f"{seconds}s", "--csv", str(prefix), "--only-summary"]
    log = folder / "locust.log"
    with log.open("w") as output:  # its status tells of errors, which the table does too
        subprocess.run(command, cwd=ROOT, env=os.environ | files, stdout=output, stderr=output, check=False)
    with (folder / "locust_stats.csv").open() as table:
        rows = {row["Name"]: row for row in csv.DictReader(table)}
    if int(rows["Aggregated"]["Failure Count"]):
        print((folder / "locust_failures.csv").read_text(), file=sys.stderr)
    return rows


def later(seconds: float, look: Callable[[], dict[str, float]]) -> dict[str, float]:
    time.sleep(seconds)
    return look()


def total(memory_by_role: dict[str, float]) -> float:
    return sum(memory_by_role.values())


def tree(pid: int) -> list[psutil.Process]:
    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]


def cpu(pid: int) -> float:
    """Seconds of a process and all that it started, those that have ended included."""
    return sum(sum(each.cpu_times()[:4]) for each in tree(pid))


def embedded_aws_process(endpoint: str) -> int:
    """Of those that this process started, the one that listens there."""
    port = int(endpoint.rpartition(":")[2])
    for each in psutil.Process().children(recursive=True):
        if any(held.laddr.port == port and held.status == "LISTEN" for held in each.net_connections("tcp")):
            return each.pid
    raise LookupError(endpoint)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--compare", action="store_true")
    options = parser.parse_args()
    chosen = compared if options.compare else measures
    sys.exit(conclude(show("load", chosen(options.seconds))))
