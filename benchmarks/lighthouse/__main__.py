"""What Lighthouse says of four pages on a phone: `make lighthouse`. Shown, not a gate.

The site as a server runs it (nginx, gunicorn, static files as they are collected) with the demo data; its phone is
Lighthouse's own, with a slow line and a slow processor that it reckons from what it saw.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

from benchmarks.aws import ROOT
from benchmarks.browser import BROWSERS
from benchmarks.serving import Server, demo_store, served

LIGHTHOUSE = ROOT / ".local" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices")
RUNS = 3  # of which the middle one is told: the processor's load is part of what Lighthouse reckons with
SECONDS = 180


def main() -> None:
    browser = next(filter(None, map(which, BROWSERS[1:])), None)  # the whole browser, as people have it
    if browser is None:
        sys.exit("There is no Chromium.")
    with tempfile.TemporaryDirectory() as name, demo_store(Path(name)) as store, served(store, Path(name)) as server:
        print("| page | performance | accessibility | best practices | first paint | largest paint | bytes |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for page, (address, cookie) in pages(server).items():
            runs = [report(browser, server.address + address, cookie, Path(name) / "report.json") for _ in range(RUNS)]
            found = sorted(runs, key=lambda run: run["categories"]["performance"]["score"] or 0)[RUNS // 2]
            print(row(page, found), flush=True)
            for words in sorted(set(remarks(found))):
                print(f"    {words}", file=sys.stderr)


def pages(server: Server) -> dict[str, tuple[str, str]]:
    """Each page's address, and the cookie of whoever looks at it."""
    [owner] = server.people
    pet, cover = owner["pets"][0], owner["covers"][0]
    known = f"sessionid={owner['session']}"
    return {
        "welcome": ("/", ""),
        "home": ("/", known),
        "pet": (f"/pets/{pet}/", known),
        "photo": (f"/pets/{pet}/photos/{cover}/", known),
    }


def report(browser: str, address: str, cookie: str, file: Path) -> dict[str, Any]:
    subprocess.run(
        [
            "node",
            LIGHTHOUSE,
            address,
            "--quiet",
            "--output=json",
            f"--output-path={file}",
            f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=--headless=new --no-sandbox",
            f"--extra-headers={json.dumps({'Cookie': cookie} if cookie else {})}",
        ],
        env=os.environ | {"CHROME_PATH": browser},
        check=True,
        timeout=SECONDS,
    )
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def row(page: str, found: dict[str, Any]) -> str:
    scores = [f"{100 * (found['categories'][name]['score'] or 0):.0f}" for name in CATEGORIES]
    times = [
        f"{found['audits'][name]['numericValue'] / 1000:.1f} s"
        for name in ("first-contentful-paint", "largest-contentful-paint")
    ]
    weight = f"{found['audits']['total-byte-weight']['numericValue'] / 1024:.0f} KB"
    return f"| {' | '.join([page, *scores, *times, weight])} |"


def remarks(found: dict[str, Any]) -> Iterator[str]:
    """What a page loses points for."""
    for category in CATEGORIES:
        for each in found["categories"][category]["auditRefs"]:
            audit = found["audits"][each["id"]]
            if each["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield f"{category}: {audit['title']} {audit.get('displayValue', '')}".rstrip()


if __name__ == "__main__":
    main()
