"""Draws the demo pictures and papers with headless Chromium: `python infra/demo/render.py [name ...]` (or all)."""

import sys
from pathlib import Path

from draw import PAPERS, PICTURES
from playwright.sync_api import Browser, sync_playwright

QUALITY = 79  # the highest at which all pictures together stay below 1.6 MB
FOLDER = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
QUIET += ["--no-first-run", "--disable-quic", "--force-color-profile=srgb"]
DRAWN = {f"pictures/{name}.jpg": drawn for name, drawn in PICTURES.items()}
DRAWN |= {f"papers/{name}": drawn for name, drawn in PAPERS.items()}


def render(names: list[str]) -> None:
    """Write the file of each named picture or paper."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for path in DRAWN:
            if not names or Path(path).stem in names:
                _write(browser, path)
        browser.close()


def _write(browser: Browser, path: str) -> None:
    (width, height), draw = DRAWN[path]
    target = FOLDER / path
    target.parent.mkdir(exist_ok=True)
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(f"<style>@page{{margin:0}}body{{margin:0}}svg{{display:block}}</style>{draw()}")
    if target.suffix == ".pdf":
        page.pdf(path=target, width=f"{width}px", height=f"{height}px", print_background=True)
    else:
        page.screenshot(path=target, type="jpeg", quality=QUALITY)
    page.close()
    print(f"{path}  {width}x{height}  {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    render(sys.argv[1:])
