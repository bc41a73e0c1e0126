"""An owner's way through PetTracker: sign up, add a pet, upload a photo, see it, edit, delete, restore."""

import re
from zipfile import ZipFile

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests import pictures
from tests.journeys import steps

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "holiday.jpg"
    file.write_bytes(pictures.jpeg(2400, 1800, colour=(180, 120, 60)).getvalue())
    return file


def whole_journey(page: Page, photo) -> None:
    steps.sign_up(page)
    steps.add_pet(page, "Biscuit")
    wish = page.get_by_text("Now add a first photo.")
    expect(wish).to_be_visible()

    steps.upload(page, photo)
    expect(page.locator("[data-sum]")).to_have_text("1 added.")
    expect(wish).to_have_count(0)
    steps.expect_loaded(page.locator(".rows .picture"))

    steps.open_own_page(page)
    steps.expect_loaded(page.locator("figure img"))
    back_to_the_album(page)

    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Colour").fill("Golden")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Golden")).to_be_visible()

    steps.open_own_page(page)
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".rows a")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    steps.expect_loaded(page.locator("figure img"))

    back_to_the_album(page)
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("button", name="Move to the trash").click()
    expect(page.get_by_role("link", name="Biscuit")).to_have_count(0)
    page.goto("/pets/trash/")
    page.get_by_role("button", name=re.compile("Restore")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Biscuit")
    steps.expect_loaded(page.locator(".rows .picture"))


def back_to_the_album(page: Page) -> None:
    """From a photo's own page: at that photo, which a script shows over the album."""
    page.get_by_role("main").get_by_role("link", name="Biscuit").first.click()
    page.get_by_role("dialog", name="Photo").get_by_role("button", name="Close").click()


def test_the_whole_way_with_javascript(browser, base_url, photo):
    context = browser.new_context(base_url=base_url, viewport=PHONE)
    whole_journey(context.new_page(), photo)
    context.close()


def test_the_whole_way_without_javascript(browser, base_url, photo):
    context = browser.new_context(base_url=base_url, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    steps.sign_up(page)
    steps.add_pet(page, "Biscuit")
    steps.upload(page, photo)
    expect(page.get_by_role("status").first).to_contain_text("1 photo added")
    with_scripts = browser.new_context(base_url=base_url, storage_state=context.storage_state()).new_page()
    with_scripts.goto(page.url)  # whether a picture has arrived can only be asked by a script
    steps.expect_loaded(with_scripts.locator(".rows .picture"))
    page.locator(".rows a").click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("figure img")).to_be_visible()
    context.close()


def test_a_form_with_a_mistake_leads_to_the_field_and_keeps_the_rest_which_is_not_left_by_accident(page: Page, photo):
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    steps.arrive(page)
    page.goto("/pets/add/")
    page.get_by_role("radio", name="Cat", exact=True).check()
    page.get_by_text("More about").click()
    page.get_by_label("Weight").fill("900")
    page.get_by_label("Notes").fill("shy")
    page.get_by_role("link", name="Cancel").click(no_wait_after=True)
    expect(page.get_by_label("Notes")).to_have_value("shy")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Add this pet").click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    expect(page.get_by_label("Name", exact=True)).to_have_accessible_description(re.compile("What is your pet called"))
    expect(page.get_by_label("Notes")).to_have_value("shy")
    expect(page.get_by_label("Weight")).to_have_value("900")
    assert asked == ["beforeunload"]  # not by what was sent
    page.get_by_label("Name", exact=True).press("Tab")
    page.get_by_role("link", name="Cancel").click(no_wait_after=True)
    expect(page.get_by_label("Weight")).to_have_value("900")
    assert asked == ["beforeunload"] * 2
    page.get_by_label(re.compile("^First photo")).set_input_files(photo)
    page.evaluate("addEventListener('submit', (event) => event.preventDefault())")  # the next page may come at once
    on_their_way = page.get_by_text("The photos are on their way")
    expect(on_their_way).to_be_hidden()
    page.get_by_role("button", name="Add this pet").click()
    expect(on_their_way).to_be_visible()


def test_the_browsers_clock_is_the_sites_clock(browser, base_url):
    context = browser.new_context(base_url=base_url, timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.goto("/")
    assert any(each["name"] == "timezone" and each["value"] == "Asia/Tokyo" for each in context.cookies())
    context.close()


def test_the_arrow_keys_turn_the_pages_of_the_album(page: Page):
    steps.log_in(page, *steps.OWNER)
    page.get_by_role("link", name="Miso").click()
    page.goto(page.locator(".rows a").first.get_attribute("href"))
    newest = page.url
    page.wait_for_load_state()
    page.keyboard.press("ArrowRight")
    expect(page).not_to_have_url(newest)
    page.wait_for_load_state()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(newest)


def test_a_second_view_of_the_album_fetches_no_thumbnail_again(page: Page):
    from_memory: set[str] = set()
    fetched: list[str] = []

    def count(told):
        answer = told["response"]
        if "/thumbs/" in answer["url"] and not answer["fromDiskCache"] and told["requestId"] not in from_memory:
            fetched.append(answer["url"])

    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.requestServedFromCache", lambda told: from_memory.add(told["requestId"]))
    network.on("Network.responseReceived", count)
    steps.log_in(page, *steps.OWNER)
    page.get_by_role("link", name="Biscuit", exact=True).click()
    album = page.locator(".rows .picture")
    for picture in album.all():
        steps.expect_loaded(picture)
    seen = list(fetched)
    assert seen
    page.get_by_role("link", name="Your pets").click()
    page.get_by_role("link", name="Biscuit", exact=True).click()
    for picture in album.all():
        steps.expect_loaded(picture)
    assert fetched == seen


def test_shift_chooses_all_photos_in_between_which_are_deleted_and_undone_together(page: Page, tmp_path):
    steps.arrive(page, "Biscuit")
    files = [tmp_path / f"{number}.png" for number in range(5)]
    for number, file in enumerate(files):
        file.write_bytes(pictures.png(64 + number, 48).getvalue())
    steps.upload(page, *files)
    expect(page.locator(".rows a")).to_have_count(5)
    page.goto(page.url + "photos/selected/")
    boxes = page.get_by_role("checkbox")
    boxes.nth(1).check()
    boxes.nth(3).click(modifiers=["Shift"])
    expect(page.get_by_text("3 photos chosen")).to_be_visible()
    beside = boxes.nth(4).get_attribute("value")
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("[data-live='count']")).to_contain_text("2 photos")
    assert page.locator(".rows a").first.get_attribute("data-photo") == beside
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-live='count']")).to_contain_text("5 photos")
    expect(page).to_have_url(re.compile("photo="))  # at the first that came back


def test_chosen_photos_are_taken_home_as_a_zip_whose_files_open(page: Page):
    steps.log_in(page, *steps.OWNER)
    page.get_by_role("link", name="Miso").click()
    page.goto(page.url + "photos/selected/")
    for box in page.get_by_role("checkbox").all():
        box.check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    with ZipFile(download.value.path()) as taken_home:
        assert len(taken_home.namelist()) == 4
        for name in taken_home.namelist():
            Image.open(taken_home.open(name)).load()
