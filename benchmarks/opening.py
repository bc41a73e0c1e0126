"""From the tap on a photo to its picture, on a phone with a slow line: `python -m benchmarks.opening`.

The album has come; of the photo only the grid's copy has. Exits with 1 where a goal is missed.
"""

import math
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks.browser import launched
from benchmarks.goals import Measure, conclude, show
from benchmarks.serving import Server, filled_store, served

LATENCY_MS, BYTES_PER_SECOND = 400, 400_000 / 8
DENSITIES = (1, 2, 3)
TURN = 7  # of the album's photos: the shapes take turns, and its copies are nobody's neighbours'
SETTLE_MS = 5000  # for what the grid loads when one has scrolled
_FRAMES = """
addEventListener("click", ({timeStamp: tapped}) => {
  const seen = window.seen = {};
  const look = now => {
    const shown = [...document.querySelectorAll("[data-lightbox][open] [data-at='current'] img")];
    const there = shown.filter(each => each.complete && each.naturalWidth && !each.matches(".is-tiny"));
    if (there.length) seen.grid ??= now - tapped;
    if (there.some(each => Math.max(each.naturalWidth, each.naturalHeight) >= 800)) seen.screen ??= now - tapped;
    if (!seen.screen) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}, true);
"""


def measures() -> Iterator[Measure]:
    with (
        tempfile.TemporaryDirectory() as name,
        filled_store(Path(name), people=1, pets_each=1, covers=1, photos=24) as store,
        served(store, Path(name)) as server,
        launched() as chromium,
    ):
        for density in DENSITIES:
            yield from opened(chromium, server, density)


def opened(chromium: Browser, server: Server, density: int) -> Iterator[Measure]:
    """A photo of an album that this browser has never seen."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=density, has_touch=True, is_mobile=True
    )
    [person] = server.people
    context.add_cookies([{"name": "sessionid", "value": person["session"], "url": server.address}])
    context.add_init_script(_FRAMES)
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY_MS, "downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": -1},
    )
    addresses: dict[str, str] = {}
    weights: dict[str, float] = {}

    def finished(event: dict[str, Any]) -> None:
        weights[addresses.get(event["requestId"], "")] = event["encodedDataLength"] / 1024

    line.on("Network.requestWillBeSent", lambda event: addresses.update({event["requestId"]: event["request"]["url"]}))
    line.on("Network.loadingFinished", finished)
    page.goto(f"{server.address}/pets/{person['pets'][0]}/", wait_until="networkidle", timeout=90_000)
    photo = page.locator("[data-gallery] a[data-photo]").nth(TURN)
    photo.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLE_MS)
    before = set(weights)
    photo.tap()
    page.wait_for_timeout(2 * SETTLE_MS)
    seen = page.evaluate("window.seen")
    id = photo.get_attribute("data-photo")
    copies = {
        address.split("?")[0].rpartition("/")[2]: weights[address]
        for address in set(weights) - before
        if f"/{id}/" in address
    }
    context.close()
    where = f"a photo tapped at {density}x"
    details = ", ".join(f"{name} {weight:.1f} KB" for name, weight in sorted(copies.items())) or "the grid has it"
    yield Measure(f"{where}: the grid's copy is seen after", seen.get("grid", math.inf), 100, " ms")
    yield Measure(f"{where}: a copy of 800 is seen after", seen.get("screen", math.inf) / 1000, 1.5, " s", details)
    yield Measure(f"{where}: weight of the copy of 800", copies.get("800.webp", 0), 50, " KB")


if __name__ == "__main__":
    sys.exit(conclude(show("opening", measures())))
