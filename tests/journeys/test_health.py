"""A vaccination in a real browser: written down, due on the first page, done, taken back, put off over the album."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import steps


def day(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()


def write_down(page: Page) -> None:
    """By the choice of what it is, which fills in what is usual."""
    page.get_by_role("link", name="Add a health entry").first.click()
    page.get_by_role("link", name="Rabies").click()
    expect(page.get_by_text("Usual:")).to_be_visible()
    expect(page.get_by_label("Valid until, or next due")).not_to_have_value("")
    page.get_by_label("Day").fill(day(-400))
    page.get_by_label("Valid until, or next due").fill(day(-35))
    page.get_by_label("Batch number").fill("A1234")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Rabies is written down.")).to_be_visible()


@pytest.mark.parametrize(("width", "scripted"), [(390, False), (1280, True)])
def test_a_vaccination_is_due_on_home_done_and_taken_back(browser: Browser, base_url, width, scripted):
    size = {"width": width, "height": 844}
    context = browser.new_context(base_url=base_url, java_script_enabled=scripted, viewport=size)
    page = context.new_page()
    steps.arrive(page, "Biscuit")
    album = page.url
    write_down(page)

    page.goto("/")
    due = page.get_by_role("region", name="What is due")
    expect(due.get_by_text("overdue for 35 days")).to_be_visible()
    expect(page.get_by_text("1 due", exact=True)).to_be_visible()
    due.get_by_role("button", name="Done").click()
    expect(page.get_by_text("Done: Rabies of Biscuit. Next:")).to_be_visible()
    expect(due).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(due.get_by_text("overdue for 35 days")).to_be_visible()

    page.goto(album)
    page.get_by_text("1 due", exact=True).click()
    due.locator("summary").click()
    due.get_by_role("button", name="In 1 week").click()
    expect(page).to_have_url(album)
    page.get_by_text("1 due soon", exact=True).click()
    expect(due.get_by_text("in 7 days")).to_be_visible()
    context.close()
