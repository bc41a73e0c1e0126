"""Draws the demo pictures with headless Chromium: `python infra/demo/render.py [name ...]` (no name: all of them)."""

import sys
from pathlib import Path

from draw import PICTURES
from playwright.sync_api import sync_playwright

QUALITY = 79  # the highest at which all pictures together stay below 1.6 MB
FOLDER = Path(__file__).parent / "pictures"
CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
QUIET += ["--no-first-run", "--disable-quic", "--force-color-profile=srgb"]


def render(names: list[str]) -> None:
    """Write the JPEG of each named picture."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for name in names:
            (width, height), draw = PICTURES[name]
            page = browser.new_page(viewport={"width": width, "height": height})
            page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{draw()}")
            target = FOLDER / f"{name}.jpg"
            page.screenshot(path=target, type="jpeg", quality=QUALITY)
            page.close()
            print(f"{target.name}  {width}x{height}  {target.stat().st_size / 1000:.0f} kB")
        browser.close()


if __name__ == "__main__":
    render(sys.argv[1:] or list(PICTURES))
