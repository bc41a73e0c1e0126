"""From a packet in the hand to a dose that is noted, told and taken back, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.test_pages import violations


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_medicine_is_written_down_given_and_taken_back(browser, base_url, scripts):
    context = browser.new_context(
        base_url=base_url, viewport={"width": 390, "height": 844}, java_script_enabled=scripts
    )
    page = context.new_page()
    steps.arrive(page, "Rex")
    page.get_by_role("link", name="Add a health entry").first.click()
    page.get_by_role("link", name="Medicine", exact=True).click()

    page.get_by_label("Name of the medicine").fill("Metacam")
    page.wait_for_load_state()  # until then no script hears of a choice
    page.get_by_role("radio", name="Twice a day").check(force=True)
    if scripts:
        expect(page.get_by_label("At what times?")).to_have_value("08:00, 20:00")
        expect(page.get_by_label("At least so many hours apart")).to_be_hidden()
    page.get_by_label("Name of the medicine").press("Enter")  # saves, whatever buttons stand before that one
    expect(page.get_by_text("How much is given each time?")).to_be_visible()
    expect(page.get_by_label("Name of the medicine")).to_have_value("Metacam")
    page.get_by_label("Dose", exact=True).first.fill("0,5")
    page.get_by_role("button", name="Save", exact=True).last.click()

    expect(page.get_by_text("Metacam is written down.")).to_be_visible()
    expect(page.get_by_text("2 times a day at 08:00 and 20:00")).to_be_visible()
    if scripts:
        assert violations(page) == []
    page.get_by_role("link", name="Health of Rex").click()  # where the next dose stands at whatever hour this runs
    due = page.locator(".due").get_by_role("listitem").filter(has_text="Metacam")
    expect(due).to_contain_text(re.compile("0.5 tablets, (at|since|tomorrow)"))
    due.get_by_role("button", name=re.compile("^Given")).press("Enter")
    if page.get_by_role("button", name="Give it anyway").is_visible():  # by the hour at which this runs
        page.get_by_role("button", name="Give it anyway").click()
    expect(page.get_by_text("Given: 0.5 tablets of Metacam to Rex.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    due.get_by_role("link", name="Metacam").click()
    expect(page.get_by_role("heading", name="What was given")).to_be_visible()
    expect(page.get_by_text("by you")).to_have_count(0)
