"""Taps and seconds from an empty account to 10 photos, on a phone: `python -m benchmarks.first_run URL`.

URL is that of a running site (`make run`). Seconds begin when the empty account is shown, and end when the pet's page
shows 10 photos; typing the name and choosing files in the browser's dialog take none.
"""

import argparse
import io
import random
import re
import secrets
import sys
import time
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page

from benchmarks.browser import launched

PHOTOS = 10
_PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 3}


class Taps:
    """What a finger does; choosing files in the dialog that a tap opens counts as that tap."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def tap(self, target: Locator) -> None:
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        assert box, "a finger touches what it sees"
        self.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.count += 1

    def choose(self, target: Locator, files: list[Any]) -> None:
        with self.page.expect_file_chooser() as dialog:
            self.tap(target)
        dialog.value.set_files(files)


def photo(number: int) -> dict[str, Any]:
    """A picture of 12 megapixels as a phone takes it, some 2 MB; each is another."""
    coarse = random.Random(number).randbytes(400 * 300 * 3)
    file = io.BytesIO()
    Image.frombytes("RGB", (400, 300), coarse).resize((4000, 3000)).save(file, "JPEG", quality=80)
    return {"name": f"IMG_{number:04}.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def first_run(page: Page) -> tuple[int, float]:
    """Taps and seconds of an account that has nothing yet, and is logged in on this page."""
    files, taps, main = [photo(number) for number in range(PHOTOS)], Taps(page), page.get_by_role("main")
    begin = time.perf_counter()
    taps.tap(main.get_by_role("link", name="Add your first pet").last)
    taps.tap(page.get_by_label("Name", exact=True))
    page.keyboard.type("Miso")
    taps.tap(page.get_by_role("radio", name="Cat", exact=True))
    rest = files
    if page.get_by_label("First photo").count():
        taps.choose(page.get_by_label("First photo"), files)
        rest = []
    taps.tap(page.get_by_role("button", name="Add this pet"))
    page.wait_for_url(re.compile(r"/pets/[0-9a-f-]{36}/$"))
    if rest:
        page.wait_for_load_state()  # what opens the dialog has come
        taps.choose(page.get_by_text(re.compile("^(Add photos|Choose photos|Add .*first photo)$")).last, rest)
    page.locator(".rows a").nth(PHOTOS - 1).wait_for(timeout=120_000)
    return taps.count, time.perf_counter() - begin


def sign_up(page: Page, url: str) -> None:
    page.goto(f"{url}/accounts/signup/")
    page.get_by_label(re.compile("^E-?mail")).fill(f"{secrets.token_hex(6)}@example.com")
    page.get_by_label("Password", exact=True).fill("a-long-enough-word")
    page.get_by_role("button", name="Sign up").click()
    page.wait_for_url(re.compile("/pets/$"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    options = parser.parse_args()
    with launched() as browser:
        page = browser.new_context(**_PHONE).new_page()
        sign_up(page, options.url.rstrip("/"))
        taps, seconds = first_run(page)
    print(f"{taps} taps and {seconds:.1f} s from an empty account to {PHOTOS} photos")
    return 0


if __name__ == "__main__":
    sys.exit(main())
