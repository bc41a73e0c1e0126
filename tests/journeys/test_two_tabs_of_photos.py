"""Two tabs that send photos at the same time: six requests at once, and every photo goes in."""

import os
import re
import time

from playwright.sync_api import Browser, Page, expect

from tests import pictures
from tests.journeys import steps
from tests.journeys.test_upload_queue import drop

PHOTOS = int(os.environ.get("PETTRACKER_PHOTOS_PER_TAB", "6"))  # 60 shows it with 120 photos
LONG = 30_000 + 2_000 * PHOTOS  # ms; on a busy machine


def test_two_tabs_at_once_send_all_their_photos(browser: Browser, base_url):
    context = browser.new_context(base_url=base_url)
    tabs = [context.new_page(), context.new_page()]
    refused: list[int] = []
    context.on("response", lambda response: refused.append(response.status) if response.status >= 400 else None)
    steps.arrive(tabs[0], "Biscuit")
    tabs[0].wait_for_load_state()
    tabs[1].goto(tabs[0].url)
    for number, tab in enumerate(tabs):
        drop(tab, {f"{number}-{each}.jpg": small(number * PHOTOS + each) for each in range(PHOTOS)})
    for tab in tabs:
        expect(outcome(tab)).to_have_text(f"{PHOTOS} added.", timeout=LONG)
    tabs[0].reload()
    expect(tabs[0].get_by_text(f"{2 * PHOTOS} photos", exact=True)).to_be_visible()
    assert 431 not in refused
    context.close()


def test_cookies_that_are_too_much_for_the_server_end_and_the_photo_goes_in(browser: Browser, base_url):
    context = browser.new_context(base_url=base_url)
    page = context.new_page()
    steps.arrive(page, "Biscuit")
    page.wait_for_load_state()
    with page.expect_file_chooser():  # the script of uploads comes, as long as it can
        page.get_by_role("link", name="Add photos").first.click()
    expect(page.locator("form[data-upload]")).to_have_class(re.compile("is-enhanced"))
    old = {"url": base_url, "value": "x" * 200, "expires": time.time() + 4}
    context.add_cookies([{"name": f"recent-photo-{number}", **old} for number in range(60)])
    drop(page, {"a.jpg": small(0)})
    expect(page.get_by_text("We try again in a moment")).to_be_visible(timeout=LONG)
    expect(outcome(page)).to_have_text("1 added.", timeout=LONG)
    context.close()


def small(number: int) -> bytes:
    """A little picture; each number is another one."""
    return pictures.jpeg(64 + number, 48).getvalue()


def outcome(page: Page):
    return page.locator(".queue").get_by_role("status").filter(has_text=re.compile("added|refused|not sent"))
