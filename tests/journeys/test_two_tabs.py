"""One pet, open in two tabs: whoever saves second sees both versions and chooses."""

import os

from playwright.sync_api import Browser, expect

from tests import pictures
from tests.journeys import steps
from tests.journeys.test_pages import NARROW, violations


def test_the_second_tab_sees_both_versions_and_chooses(browser: Browser, base_url):
    context = browser.new_context(base_url=base_url, viewport=NARROW, color_scheme="dark", reduced_motion="reduce")
    first, second = context.new_page(), context.new_page()
    steps.arrive(first, "Biscuit")
    for tab in (first, second):
        tab.goto(f"{first.url.removesuffix('edit/')}edit/")
        tab.get_by_label("Notes").fill(
            "Afraid of thunder" if tab is first else "Likes the beach, and sleeps on the sofa"
        )
        tab.get_by_label("Colour").fill("grey" if tab is first else "grey tabby")
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_text("Saved.")).to_be_visible()

    first.get_by_role("button", name="Save").click()
    notice = first.get_by_role("alert")
    expect(
        notice.get_by_role("row", name="Notes (differs) Likes the beach, and sleeps on the sofa Afraid")
    ).to_be_visible()
    expect(first.get_by_label("Notes")).to_have_value("Afraid of thunder")
    assert violations(first) == []
    assert not first.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    if folder := os.environ.get("PETTRACKER_PICTURES"):
        first.screenshot(path=f"{folder}/two-tabs.png", full_page=True)
    notice.get_by_role("button", name="Save mine").click()
    first.get_by_role("link", name="About", exact=True).click()
    expect(first.get_by_text("Afraid of thunder")).to_be_visible()
    context.close()


def test_a_caption_that_was_written_in_two_tabs_is_shown_twice(browser: Browser, base_url, tmp_path):
    file = tmp_path / "beach.jpg"
    file.write_bytes(pictures.jpeg(800, 600).getvalue())
    context = browser.new_context(base_url=base_url, viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    first, second = context.new_page(), context.new_page()
    steps.arrive(first, "Biscuit")
    steps.upload(first, file)
    second.goto(steps.open_own_page(first))
    first.go_back()
    first.locator(".rows a").first.click()
    sheet = steps.open_details(first)
    second.get_by_text("Add a caption").click()
    second.get_by_label("Caption").fill("At the beach")
    second.get_by_role("button", name="Save").click()
    expect(second.get_by_role("figure").get_by_text("At the beach")).to_be_visible()
    sheet.get_by_label("Caption").fill("In the sun")
    sheet.get_by_role("button", name="Save").click()
    expect(sheet.get_by_role("row", name="Caption (differs) At the beach In the sun")).to_be_visible()
    assert violations(first) == []
    if folder := os.environ.get("PETTRACKER_PICTURES"):
        first.screenshot(path=f"{folder}/two-captions.png", full_page=True)
    sheet.get_by_role("button", name="Save mine").click()
    expect(first.get_by_text("Saved.")).to_be_visible()
    expect(sheet.get_by_role("row")).to_have_count(0)
    first.keyboard.press("Escape")
    expect(first.get_by_role("dialog", name="Photo").get_by_text("In the sun")).to_be_visible()
    context.close()
