"""A document with its expiry, and a vaccination with a photo of its label, with and without scripts."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests import pictures
from tests.documents import PDF
from tests.journeys import steps


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_papers_come_in_and_are_found_where_they_belong(browser, base_url, tmp_path, scripts):
    label, policy = tmp_path / "label.jpg", tmp_path / "policy.pdf"
    label.write_bytes(pictures.jpeg(1200, 900, colour=(240, 240, 220)).getvalue())
    policy.write_bytes(PDF)
    context = browser.new_context(
        base_url=base_url, viewport={"width": 390, "height": 844}, java_script_enabled=scripts
    )
    page = context.new_page()
    steps.sign_up(page)
    steps.add_pet(page, "Biscuit")

    page.get_by_role("link", name="Health", exact=True).click()
    page.get_by_role("link", name="Documents of Biscuit").click()
    page.get_by_role("link", name="Add a document").click()
    page.get_by_label("File").set_input_files(policy)
    page.get_by_label("Expires").fill((date.today() + timedelta(days=5)).isoformat())
    page.get_by_role("button", name="Add this document").click()
    expect(page.get_by_text("Please choose what kind of document it is.")).to_be_visible()
    if scripts:
        assert page.get_by_label("File").evaluate("input => input.files.length") == 1  # sent once more as it is
    else:
        page.get_by_label("File").set_input_files(policy)
    page.get_by_label("Kind").select_option("Insurance")
    page.get_by_role("button", name="Add this document").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Insurance")

    page.goto(re.sub("documents/.*", "health/", page.url))
    expect(page.get_by_text("Insurance expires", exact=True)).to_be_visible()
    page.goto(page.url + "add/?type=vaccination")
    page.get_by_label("Against what").fill("Rabies")
    page.get_by_label(re.compile("label or certificate")).set_input_files(label)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Rabies is written down.")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name=re.compile("^Rabies")).first.click()
    page.get_by_role("link", name="Rabies").click()
    picture = page.locator(".document-picture")
    expect(picture).to_be_visible()
    if scripts:
        steps.expect_loaded(picture)
    context.close()
