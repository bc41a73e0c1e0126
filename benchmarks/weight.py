"""What pages weigh on a phone of 390 pixels, and whether they stay in place: `python -m benchmarks.weight`.

Chromium on the server as it runs; bytes as they come over the network, compressed. Exits with 1 where a goal is missed.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.browser import launched
from benchmarks.goals import Measure, conclude, show
from benchmarks.serving import Server, demo_store, filled_store, served

WIDTH, HEIGHT = 390, 844
DENSITIES = (1, 2, 3)
GOALS = {"list": 30.0, "album": 40.0, "weights": 40.0, "health": 40.0, "timeline": 40.0}  # KB without pictures
_SHIFTS = """
window.shifted = 0;
window.moved = new Set();
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    window.shifted += entry.value;
    for (const {node} of entry.sources) if (node) window.moved.add(`${node.nodeName} ${node.className || ""}`.trim());
  }
}).observe({type: "layout-shift", buffered: true});
"""


def measures() -> Iterator[Measure]:
    with (
        tempfile.TemporaryDirectory() as name,
        filled_store(Path(name), people=1, pets_each=24, covers=24, photos=24) as store,
        served(store, Path(name)) as server,
        launched() as chromium,
    ):
        pet = server.people[0]["pets"][0]
        for page, address in {"list": "/pets/", "album": f"/pets/{pet}/"}.items():
            for density in DENSITIES:
                yield from weighed(chromium, server, page, address, density, pictures=24)
    with (
        tempfile.TemporaryDirectory() as name,
        demo_store(Path(name)) as store,
        served(store, Path(name)) as server,
        launched() as chromium,
    ):
        pet = server.people[0]["pets"][0]
        for page in ("weights", "health", "timeline"):
            yield from weighed(chromium, server, page, f"/pets/{pet}/{page}/", 2, pictures=0)


def weighed(
    chromium: Browser, server: Server, name: str, address: str, density: int, *, pictures: int
) -> Iterator[Measure]:
    """A first visit and a second one, by a browser that has never been there."""
    context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=density)
    cookie = {"name": "sessionid", "value": server.people[0]["session"], "url": server.address}
    context.add_cookies([cookie])  # type: ignore[list-item]
    context.add_init_script(_SHIFTS)
    page = context.new_page()
    first = visit(page, server.address + address)
    second = visit(page, server.address + address)
    context.close()
    where = f"{name} of 24 at {WIDTH} px, {density}x" if pictures else f"{name} of a year at {WIDTH} px, {density}x"
    without = sum(kilobytes for kind, kilobytes in first.kilobytes.items() if kind != "Image")
    details = ", ".join(f"{kind} {kilobytes:.1f} KB" for kind, kilobytes in first.kilobytes.items())
    assert first.pictures >= pictures, "not all pictures were looked at"
    yield Measure(f"{where}: weight without pictures", without, GOALS[name], " KB", details)
    yield Measure(f"{where}: weight of the HTML alone", first.kilobytes["Document"], unit=" KB")
    yield Measure(f"{where}: pictures", first.kilobytes["Image"], unit=" KB", details=f"{first.pictures} requests")
    yield Measure(f"{where}: pictures fetched again by a second view", second.pictures, 0, " pictures")
    moved = ", ".join(sorted(first.moved | second.moved))
    yield Measure(f"{where}: layout shift", max(first.shifted, second.shifted), 0.0, details=moved)


class Visit:
    def __init__(self) -> None:
        self.kilobytes: Counter[str] = Counter()
        self.pictures = 0
        self.shifted = 0.0
        self.moved: set[str] = set()  # elements, by name and class


def visit(page: Page, address: str) -> Visit:
    """Look at all of the page, down to its end; what is in the page itself (`data:`) comes with it."""
    found = Visit()
    kinds: dict[str, str] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    cached: set[str] = set()

    def asked(event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            kinds[event["requestId"]] = event.get("type", "Other")

    def finished(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"])
        if kind and event["requestId"] not in cached:
            found.kilobytes[kind] += event["encodedDataLength"] / 1024
            found.pictures += kind == "Image" and event["encodedDataLength"] > 0

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    session.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="networkidle")
    page.evaluate(
        "async () => { for (let y = 0; y < document.body.scrollHeight; y += 400) {"
        " scrollTo(0, y); await new Promise(done => setTimeout(done, 60)); } }"
    )
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(500)
    found.shifted = page.evaluate("window.shifted")
    found.moved = set(page.evaluate("[...window.moved]"))
    session.detach()
    return found


if __name__ == "__main__":
    sys.exit(conclude(show("weight", measures())))
