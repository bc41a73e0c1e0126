"""From a pet that nobody weighed to a chart of five weights in two units, with and without scripts."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.test_pages import violations


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_five_weights_in_two_units_become_a_chart(browser, base_url, scripts):
    context = browser.new_context(
        base_url=base_url, viewport={"width": 390, "height": 844}, java_script_enabled=scripts
    )
    page = context.new_page()
    steps.sign_up(page)
    steps.add_pet(page, "Miso", kind="Cat")
    note_quickly(page, "4.2", scripts=scripts)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text(re.compile("4.2.kg is in the trash."))).to_be_visible()

    page.get_by_role("link", name="Weight", exact=True).click()
    expect(page.get_by_text("How much does Miso weigh?")).to_be_visible()
    for days, weight, unit in ((60, "8 lb 6 oz", "kg"), (40, "8 8", "lb + oz"), (20, "3,95", "kg"), (9, "4", "kg")):
        note(page, weight, unit, date.today() - timedelta(days=days))
        expect(page.get_by_text("is noted.")).to_be_visible()
    note(page, "0.45", "kg", date.today())
    expect(page.get_by_text(re.compile("Miso weighed 4.kg on .* Is 450.g right?"))).to_be_visible()
    form(page).get_by_label("Weight").fill("4.5")
    form(page).get_by_label("Weight").press("Enter")

    expect(page.locator(".chart-dot")).to_have_count(5)
    expect(page.get_by_text(re.compile("^500.g more than on"))).to_be_visible()
    expect(page.get_by_text(re.compile("14.% more within 20 days."))).to_be_visible()
    expect(page.get_by_text("typed as 8 lb 6 oz")).to_be_visible()
    page.get_by_text("As a table").click()
    expect(page.get_by_role("table", name="Weights of Miso").get_by_role("row")).to_have_count(6)
    if scripts:
        assert violations(page) == []
        page.locator(".chart-dot").nth(2).hover()
        expect(page.locator("[data-reading]")).to_have_text(re.compile("3.95.kg$"))
    bring_a_file(page, scripts=scripts)
    type_from_paper(page, scripts=scripts)
    context.close()


def bring_a_file(page: Page, *, scripts: bool) -> None:
    """With two bad lines, which are told before; what came in can be taken back."""
    page.get_by_role("link", name="Import from a file").click()
    lines = ["Datum;Gewicht;Bemerkung", "3.1.2024;3,1;", "2.1.2024;3,2;Tierarzt", "31.2.2024;3;", "4.1.2024;viel;"]
    file = {"name": "miso.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode("utf-16")}
    page.get_by_label("File").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("The file does not say in which unit the weights are.")).to_be_visible()
    page.get_by_label("Unit of the weights").select_option("kg")
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_role("heading", name="2 lines cannot be read and will be left out")).to_be_visible()
    expect(page.get_by_text("There is no such day: 31.2.2024.")).to_be_visible()
    if scripts:
        assert violations(page) == []
    page.get_by_role("button", name="Import 2 entries").click()
    expect(page.get_by_text("2 entries are imported. 2 lines were left out.")).to_be_visible()
    page.get_by_role("button", name=re.compile("Delete 3.1.kg of Jan. 3, 2024")).click()
    expect(page.get_by_text(re.compile("3.1.kg of Jan. 3, 2024 is in the trash."))).to_be_visible()


def type_from_paper(page: Page, *, scripts: bool) -> None:
    page.get_by_role("link", name="Weight of Miso").click()
    page.get_by_role("link", name="Type ten at a time").click()
    expect(page.get_by_label("Day").first).to_be_focused()
    page.keyboard.type("5.1.2024")
    page.keyboard.press("Tab")
    page.keyboard.type("3,3")
    page.keyboard.press("Enter")  # to the next row; without scripts it saves
    if scripts:
        assert violations(page) == []
        page.keyboard.type("6/1/2024")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Save, and ten more").click()
        expect(page.get_by_text("This can be read in two ways.")).to_be_visible()
        page.get_by_label("Day").nth(1).fill("")
        page.get_by_label("Day").nth(1).press("Enter")
        page.get_by_role("button", name="Save, and ten more").click()
    expect(page.get_by_text("1 entry is written down.")).to_be_visible()


def note_quickly(page: Page, weight: str, *, scripts: bool) -> None:
    """By the field that opens over the album, and Enter."""
    page.locator("summary[aria-label=Weight]").click()
    field = page.get_by_label("Miso weighs")
    if scripts:
        expect(field).to_be_focused()
    field.fill(weight)
    field.press("Enter")


def note(page: Page, weight: str, unit: str, day: date) -> None:
    form(page).get_by_label("Weight").fill(weight)
    form(page).get_by_label("Unit").select_option(unit)
    form(page).get_by_label("Day").fill(day.isoformat())
    form(page).get_by_role("button", name="Save the weight").click()


def form(page: Page):
    return page.get_by_role("form", name="Note a weight")
