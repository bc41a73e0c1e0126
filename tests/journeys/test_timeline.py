"""A pet's life looked at: the timeline as one scrolls, two photos side by side, and the sheet for the vet."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from tests.journeys import steps

ENTRIES, FIRST_PAGE = 32, 24  # 30 milestones and 2 photos: tests/journeys/data.py


@pytest.fixture(scope="module")
def logged_in(browser: Browser, base_url) -> tuple[str, StorageState]:
    """The path of a pet's page with so much on its line, and what its owner's browser keeps."""
    return steps.home_of(browser, base_url, steps.TIMELINES_OWNER, "Otto")


@pytest.fixture
def pet(logged_in) -> str:
    return logged_in[0]


@pytest.fixture
def opened(browser: Browser, base_url, logged_in) -> Iterator[Callable[..., Page]]:
    contexts: list[BrowserContext] = []

    def opened(width: int, **options) -> Page:
        screen = {"width": width, "height": 844}
        contexts.append(browser.new_context(base_url=base_url, storage_state=logged_in[1], viewport=screen, **options))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def moments(page: Page):
    return page.locator(".line-moments > li")


def test_the_timeline_goes_on_as_one_scrolls_and_back_leads_to_the_same_place(opened, pet):
    page = opened(390)
    page.goto(f"{pet}timeline/")
    expect(moments(page)).to_have_count(FIRST_PAGE)
    page.mouse.wheel(0, 20_000)
    expect(moments(page)).to_have_count(ENTRIES)
    headings = page.locator("[data-month] h3").all_text_contents()
    assert len(set(headings)) == len(headings)  # a month that went on did so below the heading it had
    assert "July 2020 · 8 weeks" in headings
    last = moments(page).last
    last.scroll_into_view_if_needed()
    page.wait_for_timeout(400)  # until the place is kept
    top = last.bounding_box()["y"]
    last.get_by_role("link").click()
    expect(page).to_have_url(re.compile("/photos/"))
    page.go_back()
    expect(moments(page)).to_have_count(ENTRIES)
    there = (
        "([at, top]) => Math.abs(document.querySelectorAll('.line-moments > li')[at].getBoundingClientRect().top - top)"
    )
    page.wait_for_function(f"{there} < 8", arg=[ENTRIES - 1, top])


def test_without_javascript_a_link_leads_on(opened, pet):
    page = opened(1280, java_script_enabled=False)
    page.goto(f"{pet}timeline/")
    page.get_by_role("link", name="Older").click()
    expect(moments(page)).to_have_count(ENTRIES - FIRST_PAGE)
    page.get_by_role("link", name="Newer").click()
    expect(moments(page)).to_have_count(FIRST_PAGE)


def test_two_photos_chosen_in_the_album_lie_on_each_other_and_the_line_moves(opened, pet):
    page = opened(390, has_touch=True)
    page.goto(pet)
    page.get_by_role("link", name="Select").click()
    for box in page.locator(".pick").all():
        box.check()
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile("side-by-side"))
    then, now = page.locator(".beside-then"), page.locator(".beside-now")
    expect(then.get_by_text("8 weeks")).to_be_visible()
    expect(now.get_by_text("5 years")).to_be_visible()
    first, second = (each.locator("img").bounding_box() for each in (then, now))
    assert first == second
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_value("51")
    page.mouse.move(second["x"] + second["width"] / 2, second["y"] + 40)
    page.mouse.down()
    page.mouse.move(second["x"] + second["width"] * 0.8, second["y"] + 60)
    page.mouse.up()
    expect(slider).to_have_value("80")
    page.touchscreen.tap(second["x"] + second["width"] * 0.2, second["y"] + 60)
    expect(slider).to_have_value("20")
    address = page.url
    plain = opened(390, java_script_enabled=False)
    plain.goto(address)
    above, below = (plain.locator(f".beside-{each} img") for each in ("then", "now"))
    assert above.bounding_box()["y"] + above.bounding_box()["height"] < below.bounding_box()["y"]
    expect(plain.get_by_role("slider")).to_have_count(0)


def test_what_is_printed_for_the_vet_is_one_sheet(opened):
    page = opened(1280)
    page.goto("/pets/")
    page.get_by_role("link", name="Ida").click()
    page.get_by_role("link", name="Health", exact=True).click()
    page.get_by_role("link", name="Health record for the vet").click()
    expect(page.get_by_text("Vaccination number 0")).to_be_visible()
    assert sheets(page) == 1


def test_a_month_of_three_doses_a_day_is_printed_on_two_sheets(opened):
    page = opened(1280)
    page.goto("/pets/")
    page.get_by_role("link", name="Ida").click()
    page.goto(f"{page.url}medicines/")
    page.get_by_role("link", name="Drops").click()
    page.goto(page.url + "sheet/?month=2026-04")
    expect(page.get_by_role("row")).to_have_count(1 + 5 + 1 + 90)
    assert sheets(page) == 2


def sheets(page: Page) -> int:
    """Of A4, on paper."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
