"""Admins look after everybody's records: find, correct, hide, delete, restore, remove, and see who did what."""

import re

from playwright.sync_api import Page, expect

from tests import pictures
from tests.journeys import steps
from tests.journeys.test_pages import look_at


def find(page: Page, sought: str) -> None:
    page.goto("/admin/pets/")
    page.get_by_role("textbox", name="Search").fill(sought)
    page.get_by_role("button", name="Search").click()


def run_action(page: Page, name: str, typed: str = "") -> None:
    page.get_by_label("Action:").select_option(name)
    page.get_by_role("button", name="Go", exact=True).click()
    if typed:
        page.get_by_label("To confirm").fill(typed)
    page.get_by_role("button", name="Yes, I’m sure").click()


def test_an_owners_pet_is_found_by_address_corrected_and_the_change_is_in_its_history(admin: Page, owners_page: Page):
    address = steps.arrive(owners_page, "Pretzel")
    find(admin, address)
    admin.get_by_role("link", name="Pretzel").click()
    for sex in ("Male", "Female"):
        admin.get_by_role("link", name="Edit", exact=True).click()
        admin.get_by_label("Sex").select_option(label=sex)
        admin.get_by_role("button", name="Save").click()
        expect(admin.get_by_text(sex, exact=True)).to_be_visible()
    admin.get_by_role("link", name="History").click()
    corrected = admin.get_by_role("row").filter(has_text="Edited").first
    expect(corrected).to_contain_text("Sex: Male → Female")
    owners_page.reload()
    expect(owners_page.get_by_text("Female")).to_be_visible()


def test_chosen_pets_are_deleted_restored_and_removed_together(admin: Page, owners_page: Page):
    address = steps.arrive(owners_page, "Salt", "Pepper")
    find(admin, address)
    admin.get_by_label("Select all on this page").check()
    expect(admin.get_by_text("2 of 2 selected")).to_be_visible()
    run_action(admin, "Move to the trash")
    expect(admin.get_by_text("2 are in the trash.")).to_be_visible()
    expect(admin.get_by_role("link", name="Salt")).to_have_count(0)
    owners_page.goto("/pets/")
    expect(owners_page.get_by_role("link", name="Salt")).to_have_count(0)

    admin.get_by_role("link", name="In the trash").click()
    admin.get_by_label("Select Salt").check()
    run_action(admin, "Restore")
    expect(admin.get_by_text("1 is back. Salt")).to_be_visible()
    owners_page.reload()
    expect(owners_page.get_by_role("link", name="Salt")).to_be_visible()

    admin.get_by_label("Select Pepper").check()
    run_action(admin, "Delete permanently", typed="pepper")
    expect(admin.get_by_text("1 is permanently deleted")).to_be_visible()
    owners_page.goto("/pets/trash/")
    expect(owners_page.get_by_text("Pepper")).to_have_count(0)


def test_a_photo_is_hidden_and_its_history_says_so(admin: Page):
    admin.goto("/admin/photos/")
    steps.expect_loaded(admin.locator(".wall img").first)
    admin.locator(".wall a").first.click()
    steps.expect_loaded(admin.locator("figure img"))
    admin.get_by_role("button", name="Hide from others").click()
    expect(admin.get_by_text("Only its owner sees this photo now.")).to_be_visible()
    admin.get_by_role("link", name="History").click()
    expect(admin.get_by_role("row").filter(has_text="Hidden from others: No → Yes")).to_be_visible()
    admin.go_back()
    admin.get_by_role("button", name="Show to others again").click()
    expect(admin.get_by_role("button", name="Hide from others")).to_be_visible()


def test_a_pet_moves_to_another_owner_with_its_photos(admin: Page, browser, base_url, owners_page: Page, tmp_path):
    file = tmp_path / "photo.png"
    file.write_bytes(pictures.png(91, 48).getvalue())
    steps.arrive(owners_page, "Nomad")
    steps.upload(owners_page, file)
    pet = re.search(r"/pets/[0-9a-f-]{36}/", owners_page.url)[0]
    context = browser.new_context(base_url=base_url)
    new_owner = context.new_page()
    address = steps.arrive(new_owner)
    admin.goto(f"/admin{pet}")
    admin.get_by_role("link", name="Move to another owner").click()
    admin.get_by_label("E-mail address of the new owner").fill(address)
    admin.get_by_role("button", name="Move").click()
    expect(admin.get_by_text(re.compile("Nomad belongs to .* now"))).to_be_visible()
    new_owner.goto(pet)
    expect(new_owner.get_by_role("heading", level=1)).to_have_text("Nomad")
    owners_page.goto(pet)
    expect(owners_page.get_by_role("heading", level=1)).not_to_have_text("Nomad")
    context.close()


def test_a_viewer_looks_and_cannot_change(page: Page):
    steps.log_in(page, *steps.VIEWER)
    find(page, "bis")
    expect(page.get_by_label("Action:")).to_have_count(0)
    page.get_by_role("link", name="Biscuit").first.click()
    expect(page.get_by_role("link", name="Edit", exact=True)).to_have_count(0)
    page.goto(page.url + "edit/")
    expect(page.get_by_text("Your account may not do this")).to_be_visible()
    page.goto("/admin/trail/")
    expect(page.get_by_role("row").filter(has_text="admin, edit a pet")).to_be_visible()


def test_pets_are_taken_home_as_a_file_that_is_whole(admin: Page):
    admin.goto("/admin/pets/?kind=dog")
    with admin.expect_download() as download:
        admin.get_by_role("link", name="Export as CSV").click()
    lines = download.value.path().read_text().splitlines()
    assert any("Biscuit" in line for line in lines)
    assert lines[-1].startswith('"END OF EXPORT')


def test_the_records_work_without_javascript(browser, base_url):
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    steps.log_in(page, *steps.ADMIN)
    find(page, "mis")
    page.get_by_label("Select Miso").check()
    page.get_by_label("Action:").select_option("Move to the trash")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.get_by_text("Move these to the trash?")).to_be_visible()
    page.get_by_role("link", name="No, take me back").click()
    expect(page.get_by_role("link", name="Miso")).to_be_visible()
    context.close()


def test_no_screen_shuts_anybody_out_or_needs_what_the_policy_forbids(admin: Page):
    find(admin, steps.OWNER[0])
    pet = admin.get_by_role("link", name="Biscuit").get_attribute("href")
    admin.goto("/admin/photos/")
    photo = admin.locator(".wall a").first.get_attribute("href")
    paths = ["/admin/", "/admin/pets/", "/admin/pets/?kind=dragon", pet, f"{pet}edit/", f"{pet}move/", f"{pet}history/"]
    paths += ["/admin/photos/", photo, "/admin/trail/"]
    assert [wrong for path in paths for wrong in look_at(admin, path)] == []
