"""The album of somebody with many photos: months, scrolling, the lightbox, the slideshow, several photos at once."""

import re
import time
from zipfile import ZipFile

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState, expect

from tests.journeys import steps
from tests.journeys.test_pages import ALL, SCREENS, violations

PHOTOS = 41  # five a month, and one of this day a year ago: tests/journeys/data.py
FIRST_PAGE = 24
ASKS = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"  # before one leaves


@pytest.fixture(scope="module")
def logged_in(browser: Browser, base_url) -> tuple[str, StorageState]:
    """The path of a pet's page with 41 photos of nine months, and what its owner's browser keeps."""
    return steps.home_of(browser, base_url, steps.ALBUMS_OWNER, "Otto")


@pytest.fixture
def album(logged_in) -> str:
    return logged_in[0]


@pytest.fixture
def opened(browser: Browser, base_url, logged_in):
    """Makes browsers of the album's owner, with the options of Playwright's contexts."""
    contexts: list[BrowserContext] = []

    def opened(**options) -> Page:
        context = browser.new_context(base_url=base_url, storage_state=logged_in[1], **options)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(kept_context: BrowserContext, logged_in) -> Page:
    """The album, as its owner sees it."""
    album, state = logged_in
    kept_context.add_cookies(state["cookies"])
    page = kept_context.new_page()
    page.goto(album)
    return page


def photos(page: Page) -> Locator:
    return page.locator(".rows a")


def id_of(photo: Locator) -> str:
    return photo.get_attribute("data-photo")


def lightbox(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Photo")


def expect_photo(page: Page, id: str) -> None:
    """The lightbox shows this photo, which has really arrived, and the address says so."""
    expect(page).to_have_url(re.compile(f"photo={id}#photo-{id}$"))
    steps.expect_loaded(picture(page))
    assert id in picture(page).get_attribute("src")


def picture(page: Page) -> Locator:
    """The large copy of the photo in the middle of the lightbox."""
    return lightbox(page).locator("[data-at='current'] img").last


def scroll_to_the_end(page: Page) -> None:
    expect(photos(page)).to_have_count(FIRST_PAGE)
    page.mouse.wheel(0, 20_000)
    expect(photos(page)).to_have_count(PHOTOS)


def test_older_photos_come_as_one_scrolls_and_a_month_that_continues_has_one_heading(page: Page):
    scroll_to_the_end(page)
    headings = page.get_by_role("heading", level=3).filter(has_text=re.compile(r"\d{4}")).all_text_contents()
    assert len(headings) == len(set(headings)) == 9
    assert all("years" in heading for heading in headings)
    assert len({id_of(photo) for photo in photos(page).all()}) == PHOTOS
    expect(page.get_by_text("17 more photos")).to_be_attached()
    expect(page.get_by_role("link", name="Older")).to_have_count(0)


def test_the_month_at_the_top_is_told_and_the_rail_at_the_edge_leads_to_any(page: Page):
    scroll_to_the_end(page)
    now = page.locator("[data-month-now]")
    expect(now).to_have_text(re.compile(r"^\w+ \d{4} · \d+ years$"))
    page.mouse.wheel(0, -100)  # the grip is seen while one scrolls
    expect(page.locator("[data-grip]")).to_be_visible()
    grip = page.locator("[data-grip]").bounding_box()
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 20)
    expect(page.locator("[data-ticks] li")).to_have_count(9)
    page.mouse.move(x, 0)
    newest = page.locator(".month-name").first.text_content().partition(" · ")[0]
    expect(page.locator("[data-bubble]")).to_have_text(newest)
    page.mouse.up()
    expect(now).to_have_text(re.compile(f"^{newest}|^$"))
    expect(photos(page).first).to_be_in_viewport()


def test_on_a_phone_photos_begin_high_and_nothing_moves_while_they_arrive(opened, album):
    page = opened(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.add_init_script("""
        window.moved = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.moved += entry.value; }))
            .observe({ type: "layout-shift", buffered: true });
    """)
    page.goto(album)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.moved") < 0.01
    assert page.locator(".profile .cover").bounding_box()["width"] == 96
    begins = photos(page).first.bounding_box()["y"]
    assert begins < 320
    expect(page.get_by_role("button", name="Give Drops")).to_be_in_viewport(ratio=1)
    expect_due_over_the_album(page, begins)
    page.evaluate("""() => {
        const name = document.querySelector(".profile h1");
        name.textContent = "Bartholomew von Wolkenstein ".repeat(3).slice(0, 80);
        name.className = "is-very-long";
    }""")
    assert photos(page).first.bounding_box()["y"] < 320
    for width in (320, 390, 600, 768, 900):
        page.set_viewport_size({"width": width, "height": 844})
        tabs, bar = (page.locator(each).bounding_box() for each in (".tabs", ".gallery-bar"))
        is_beside = tabs["x"] + tabs["width"] <= bar["x"] + 0.5
        assert is_beside or tabs["y"] + tabs["height"] <= bar["y"] + 8, f"the tabs are covered at {width} px"
        assert bar["height"] < 60, f"the bar needs two rows at {width} px"
        actions = page.locator(".actions").bounding_box()
        assert 0 <= actions["x"] <= width - actions["width"], f"an action is cut off at {width} px"
        hidden = page.evaluate(
            "(() => { const t = document.querySelector('.tabs'); return t.scrollWidth - t.clientWidth })()"
        )
        assert hidden == 0, f"a tab is out of sight at {width} px"


def expect_due_over_the_album(page: Page, begins: float) -> None:
    """What is due opens over the photos, and takes no place from them, nor where nothing else is known of the pet."""
    chip, due = page.locator(".due-chip > summary"), page.get_by_role("region", name="What is due")
    chip.press("Enter")
    expect(due.get_by_role("button", name="Done")).to_be_in_viewport()
    for key, is_open in (("Enter", True), ("Escape", True), ("Escape", False)):  # "Later" closes before the list does
        later = due.locator("summary")
        later.press(key) if is_open else page.keyboard.press(key)
        expect(due).to_be_visible(visible=is_open)
    expect(chip).to_be_focused()
    assert photos(page).first.bounding_box()["y"] == begins
    page.evaluate("document.querySelectorAll('.chips > :not(.due-chip)').forEach((fact) => fact.remove())")
    assert photos(page).first.bounding_box()["y"] == begins


def test_without_javascript_links_lead_from_page_to_page(opened, album):
    page = opened(java_script_enabled=False)
    page.goto(album)
    expect(photos(page)).to_have_count(FIRST_PAGE)
    expect(page.get_by_role("button", name="Slideshow")).to_have_count(0)
    page.get_by_role("link", name="Older").click()
    expect(photos(page)).to_have_count(PHOTOS - FIRST_PAGE)
    oldest = page.locator(".month-name").last.text_content()
    page.get_by_role("link", name="Newer").click()
    expect(photos(page)).to_have_count(FIRST_PAGE)
    page.get_by_role("link", name="Months").click()
    page.locator(".jumps a").last.click()
    expect(page.locator(".month-name")).to_have_text(oldest)
    photos(page).first.click()
    expect(page).to_have_url(re.compile("/photos/[0-9a-f-]+/$"))


def test_a_page_that_cannot_be_loaded_is_told_and_tried_again(page: Page):
    page.route("**/*cursor=*", lambda route: route.abort())
    page.mouse.wheel(0, 20_000)
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    page.unroute("**/*cursor=*")
    again.click()
    expect(photos(page)).to_have_count(PHOTOS)
    expect(photos(page).nth(FIRST_PAGE)).to_be_focused()


def test_back_finds_the_album_as_it_was_left(page: Page):
    scroll_to_the_end(page)
    photos(page).nth(33).scroll_into_view_if_needed()
    page.wait_for_timeout(400)  # the place is remembered a moment after the last movement
    place = page.evaluate("scrollY")
    assert place > 0
    page.get_by_role("link", name="Otto").first.evaluate("link => location.assign('/preferences/')")
    page.wait_for_url("**/preferences/")
    page.go_back()
    expect(photos(page)).to_have_count(PHOTOS)
    page.wait_for_function("place => Math.abs(scrollY - place) < 2", arg=place)


def test_the_lightbox_by_keyboard(page: Page):
    photos(page).nth(1).focus()
    page.keyboard.press("ArrowRight")
    expect(photos(page).nth(2)).to_be_focused()
    page.keyboard.press("Enter")
    expect_photo(page, id_of(photos(page).nth(2)))
    expect(lightbox(page)).to_contain_text(re.compile(r"\d{4}"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect_photo(page, id_of(photos(page).nth(3)))
    page.keyboard.press("+")
    expect(page.get_by_role("button", name="Enlarge")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("0")
    expect(page.get_by_role("button", name="Enlarge")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile(id_of(photos(page).nth(FIRST_PAGE - 1))))
    page.keyboard.press("Home")
    expect_photo(page, id_of(photos(page).nth(0)))
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(lightbox(page)).to_have_count(0)
    expect(photos(page).nth(3)).to_be_focused()
    expect(page).to_have_url(re.compile("/pets/[0-9a-f-]+/$"))


def test_the_lightbox_goes_on_beyond_the_page(page: Page):
    photos(page).nth(FIRST_PAGE - 1).click()
    page.keyboard.press("ArrowRight")
    expect(photos(page)).to_have_count(PHOTOS)
    expect_photo(page, id_of(photos(page).nth(FIRST_PAGE)))


def test_back_closes_the_lightbox_and_forward_opens_it_again(page: Page):
    photos(page).nth(4).click()
    expect_photo(page, id_of(photos(page).nth(4)))
    page.go_back()
    expect(lightbox(page)).to_have_count(0)
    page.go_forward()
    expect_photo(page, id_of(photos(page).nth(4)))


def test_a_link_to_a_photo_opens_it_in_place_wherever_in_the_album_it_stands(page: Page, opened, album):
    scroll_to_the_end(page)
    id, newer = id_of(photos(page).nth(30)), id_of(photos(page).nth(29))
    for link in (f"{album}?photo={id}#photo-{id}", f"{album}#photo-{id}"):
        elsewhere = opened()
        elsewhere.goto(link)
        expect_photo(elsewhere, id)
        elsewhere.keyboard.press("ArrowLeft")
        expect_photo(elsewhere, newer)
        elsewhere.keyboard.press("Escape")
        expect(lightbox(elsewhere)).to_have_count(0)
    without_scripts = opened(java_script_enabled=False)
    without_scripts.goto(f"{album}?photo={id}#photo-{id}")
    expect(without_scripts.locator(f"#photo-{id}")).to_be_in_viewport()


def test_fingers_turn_photos_by_distance_or_by_speed_hide_the_bars_and_enlarge(opened, album):
    page = opened(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(album)
    ids = [id_of(photo) for photo in photos(page).all()]
    photos(page).nth(1).tap()
    expect_photo(page, ids[1])
    bar = lightbox(page).get_by_role("group")
    drag, let_go = finger(page)

    drag(370, 240, seconds=1)  # where a mouse would find the arrow
    expect(lightbox(page).locator("[data-at='older'] img").first).to_be_in_viewport()
    let_go()
    page.wait_for_timeout(300)
    expect_photo(page, ids[1])  # neither far nor fast
    drag(370, 200, seconds=1)
    let_go()
    expect_photo(page, ids[2])
    drag(300, 240, seconds=0.05)
    let_go()
    expect_photo(page, ids[3])
    drag(40, 330, seconds=1)
    let_go()
    expect_photo(page, ids[2])

    page.touchscreen.tap(195, 400)
    expect(bar).to_have_css("opacity", "0")
    page.touchscreen.tap(195, 400)
    expect(bar).to_have_css("opacity", "1")
    for _ in range(2):
        page.touchscreen.tap(195, 400)
    expect(page.get_by_role("button", name="Enlarge")).to_have_attribute("aria-pressed", "true")
    expect(bar).to_have_css("opacity", "1")


def finger(page: Page):
    """Drags from one place to another across the screen, in so many seconds of its own; and lets go there."""
    touch = page.context.new_cdp_session(page)
    at = {"now": 0.0}

    def send(kind: str, *points: dict) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points), "timestamp": at["now"]})

    def drag(start: int, end: int, *, seconds: float) -> None:
        at["now"] = time.time()
        send("touchStart", {"x": start, "y": 400})
        for step in range(1, 11):
            at["now"] += seconds / 10
            send("touchMove", {"x": start + (end - start) * step / 10, "y": 404})

    return drag, lambda: send("touchEnd")


@pytest.mark.parametrize(("width", "height", "number"), [(390, 844, 30), (1280, 900, 35)] if ALL else [(390, 844, 30)])
def test_whatever_one_does_with_a_photo_one_stays_at_it(opened, album, width, height, number):
    """A photo that is the newest of its month; PETTRACKER_SOAK=1: on a wide screen, too."""
    page = opened(viewport={"width": width, "height": height}, has_touch=width == 390)
    page.goto(album)
    scroll_to_the_end(page)
    photo = photos(page).nth(number)
    id, month = id_of(photo), month_of(photo)
    photo.evaluate("link => link.scrollIntoView({block: 'center', behavior: 'instant'})")
    photo.click()
    expect_photo(page, id)
    place = page.evaluate("scrollY")

    sheet = steps.open_details(page)
    expect(sheet.get_by_role("heading", name="Details")).to_be_focused()
    expect(sheet).to_contain_text("from the photo’s file")
    page.go_back()  # closes the sheet alone
    expect(sheet).to_have_count(0)
    expect_photo(page, id)

    page.keyboard.press("i")
    caption, taken = sheet.get_by_role("textbox", name="Caption"), sheet.get_by_label("Taken", exact=True)
    before = taken.input_value()
    assert not page.evaluate(ASKS)
    caption.fill("Asleep at last")
    assert page.evaluate(ASKS)
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    assert page.evaluate(ASKS)
    steps.open_details(page)
    expect(caption).to_have_value("Asleep at last")  # typed and not saved
    taken.fill("2099-01-01T10:00")
    sheet.get_by_role("button", name="Save").click()
    expect(sheet.get_by_text("This day is still to come")).to_be_visible()
    expect(taken).to_be_focused()
    expect(caption).to_have_value("Asleep at last")
    newer = month_of(photos(page).nth(number - 1))
    taken.fill(before.replace(month, newer).replace("-25T", "-02T"))
    sheet.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.locator(f"[data-month='{newer}'] #photo-{id}")).to_be_attached()
    taken.fill(before)
    sheet.get_by_role("button", name="Save").click()
    expect(page.locator(f"[data-month='{month}'] #photo-{id}")).to_be_attached()
    sheet.get_by_role("button", name="Use as cover").click()
    expect(sheet.get_by_text("Otto’s cover photo", exact=True)).to_be_visible()
    expect(page.locator(f"[data-live='cover'] [href*='{id}']")).to_be_attached()
    sheet.get_by_role("button", name="Close").click()
    expect(lightbox(page)).to_contain_text("Asleep at last")

    assert not page.evaluate(ASKS)
    page.keyboard.press("Delete")
    expect(page.locator(f"#photo-{id}")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect_photo(page, id)
    page.go_back()
    expect(lightbox(page)).to_have_count(0)
    expect(photos(page)).to_have_count(PHOTOS)
    assert id_of(photos(page).nth(number)) == id
    expect(photo).to_be_focused()
    assert photo.get_by_role("img").last.get_attribute("alt") == "Asleep at last"
    assert abs(page.evaluate("scrollY") - place) < 2


def test_a_photo_whose_new_day_is_not_loaded_is_followed_there_with_all_that_was(page: Page):
    page.evaluate("window.isSame = true")
    photo = photos(page).nth(2)
    id = id_of(photo)
    photo.click()
    sheet = steps.open_details(page)
    taken = sheet.get_by_label("Taken", exact=True)
    before = taken.input_value()
    taken.fill(f"{int(before[:4]) - 3}{before[4:]}")
    sheet.get_by_role("button", name="Save").click()
    expect(photos(page)).to_have_count(PHOTOS)
    expect(photos(page).last).to_have_attribute("data-photo", id)
    expect_photo(page, id)
    taken.fill(before)
    sheet.get_by_role("button", name="Save").click()
    expect(photos(page).nth(2)).to_have_attribute("data-photo", id)
    assert page.evaluate("window.isSame")


def month_of(photo: Locator) -> str:
    """The month under which a photo stands: "2026-05"."""
    return photo.evaluate("link => link.closest('[data-month]').dataset.month")


def test_the_sheet_of_shortcuts_opens_by_key_and_button_and_single_keys_can_be_switched_off(opened, album):
    page = opened()
    page.goto(album)
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    page.keyboard.press("?")
    expect(sheet).to_be_visible()
    sheet.get_by_label("Use shortcuts of a single").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.keyboard.press("s")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(sheet).to_be_visible()


def test_the_slideshow_goes_on_by_itself_pauses_by_space_and_rests_in_a_hidden_tab(opened, album):
    page = opened(reduced_motion="reduce")
    page.clock.install()
    page.goto(album)
    ids = [id_of(photo) for photo in photos(page).all()]
    page.keyboard.press("s")
    expect_photo(page, ids[0])
    expect(lightbox(page).get_by_role("button", name="Slideshow")).to_have_attribute("aria-pressed", "true")
    page.clock.run_for(5_100)
    expect_photo(page, ids[1])
    expect(lightbox(page).locator("[data-at='leaving']")).to_have_count(0)  # what fades out goes
    page.keyboard.press("Space")
    page.clock.run_for(20_000)
    expect_photo(page, ids[1])
    page.keyboard.press("Space")
    page.clock.run_for(5_100)
    expect_photo(page, ids[2])
    page.evaluate("""
        Object.defineProperty(document, "hidden", { value: true, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    """)
    page.clock.run_for(20_000)
    expect_photo(page, ids[2])


def test_a_page_that_was_left_open_finds_the_new_addresses_of_its_pictures(page: Page):
    photo, other = photos(page).nth(2), photos(page).nth(3)
    photo.locator(".picture").evaluate("image => { image.srcset = ''; image.src = '/ended.webp'; }")
    steps.expect_loaded(photo.locator(".picture"))
    other.evaluate("link => { link.dataset.full = '/ended.webp'; }")
    other.click()
    expect_photo(page, id_of(other))


def test_a_favourite_is_marked_in_place_and_found_among_the_favourites(page: Page, album):
    id = id_of(photos(page).nth(6))
    photos(page).nth(6).click()
    heart = page.get_by_role("button", name="Favourite")
    with page.expect_response("**/favourite/"):
        page.keyboard.press("f")
    expect(heart).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(photos(page).nth(6).locator(".heart")).to_be_visible()
    page.wait_for_load_state("networkidle")  # closing goes back in the history
    page.goto(f"{album}photos/favourites/")
    expect(photos(page)).to_have_count(1)
    photos(page).first.click()
    expect_photo(page, id)
    with page.expect_response("**/favourite/"):
        heart.click()
    page.goto(f"{album}photos/favourites/")
    expect(page.get_by_text("No favourites yet")).to_be_visible()


def test_what_could_not_be_saved_or_was_deleted_in_another_tab_is_told_and_shown_as_it_is(page: Page):
    photos(page).nth(6).click()
    answers = {503: "could not be saved just now", 404: "This photo is not there any more."}
    statuses = iter(answers)
    page.route("**/favourite/", lambda route: route.fulfill(status=next(statuses)))
    for words in answers.values():
        page.keyboard.press("f")
        expect(page.get_by_text(words)).to_be_visible()
        expect(page.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "false")


def test_who_is_not_logged_in_any_more_is_told_so_and_comes_back_to_the_photo(page: Page):
    id = id_of(photos(page).nth(6))
    photos(page).nth(6).click()
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("f")
    expect(page.get_by_text("You are not logged in any more.")).to_be_visible()
    expect(page.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Log in").click()
    page.get_by_label(re.compile("^E-?mail")).fill(steps.ALBUMS_OWNER[0])
    page.get_by_label("Password", exact=True).fill(steps.PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile(f"photo={id}"))
    assert id_of(photos(page).first) == id


def test_older_photos_ask_for_the_login_that_has_ended(page: Page):
    expect(photos(page)).to_have_count(FIRST_PAGE)
    page.context.clear_cookies(name="sessionid")
    page.mouse.wheel(0, 20_000)
    page.get_by_role("button", name="Try again").click()
    expect(page).to_have_url(re.compile("/login/.*cursor"))


def test_photos_are_deleted_in_place_and_undone(page: Page):
    ids = [id_of(photo) for photo in photos(page).all()]
    photos(page).nth(2).click()
    lightbox(page).get_by_role("button", name="Delete").click()
    expect_photo(page, ids[3])
    page.keyboard.press("Delete")
    expect_photo(page, ids[4])
    expect(photos(page)).to_have_count(FIRST_PAGE - 2)
    expect(page.locator("[data-live='count']")).to_contain_text("39 photos")
    page.get_by_role("button", name="Undo").click()
    expect_photo(page, ids[3])
    page.keyboard.press("Control+z")
    expect_photo(page, ids[2])
    expect(page.locator("[data-live='count']")).to_contain_text("41 photos")
    assert [id_of(photo) for photo in photos(page).all()] == ids
    page.reload()
    expect_photo(page, ids[2])


def test_a_photo_moves_to_another_pet_from_its_details_and_back(page: Page):
    ids = [id_of(photo) for photo in photos(page).all()]
    photos(page).nth(7).click()
    sheet = steps.open_details(page)
    sheet.get_by_role("link", name="Move to …").click()
    sheet.get_by_role("button", name="Emma").click()
    expect(page.get_by_text("1 photo moved to Emma.")).to_be_visible()
    expect_photo(page, ids[8])
    expect(sheet).to_have_count(0)
    expect(photos(page)).to_have_count(FIRST_PAGE - 1)
    page.get_by_role("button", name="Undo").click()
    expect(photos(page)).to_have_count(FIRST_PAGE)
    expect_photo(page, id_of(photos(page).nth(7)))
    expect(page.locator("[data-live='count']")).to_contain_text("41 photos")


def test_a_photo_that_a_search_found_stays_found_while_it_is_open(page: Page, album):
    photos(page).nth(3).click()
    sheet = steps.open_details(page)
    sheet.get_by_label("Caption").fill("In the marigolds")
    sheet.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto(f"{album}photos/search/?q=marigolds")
    photos(page).click()
    expect_photo(page, id_of(photos(page)))
    sheet = steps.open_details(page)
    sheet.get_by_label("Caption").fill("Among the marigolds")
    sheet.get_by_role("button", name="Save").click()
    expect(page.locator("[data-lightbox] [data-caption]")).to_have_text("Among the marigolds")
    page.keyboard.press("Escape")
    page.wait_for_function("() => !history.state.details")
    page.reload()
    expect_photo(page, id_of(photos(page)))


def test_several_photos_are_chosen_deleted_in_place_and_undone(page: Page):
    scroll_to_the_end(page)
    ids = [id_of(photo) for photo in photos(page).all()]
    place = page.evaluate("scrollY")
    page.keyboard.press("x")
    assert page.evaluate("scrollY") == place > 1000
    page.get_by_role("button", name="Cancel").click()
    assert page.evaluate("scrollY") == place
    page.keyboard.press("x")
    boxes = page.get_by_role("checkbox")
    boxes.nth(30).check()
    boxes.nth(33).click(modifiers=["Shift"])
    expect(page.get_by_text("4 photos chosen")).to_be_visible()
    place = page.evaluate("scrollY")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("4 photos are in the trash")).to_be_visible()
    expect(boxes).to_have_count(0)
    expect(page.locator("[data-live='count']")).to_contain_text("37 photos")
    assert [id_of(photo) for photo in photos(page).all()] == ids[:30] + ids[34:]
    expect(photos(page).nth(30)).to_be_focused()
    assert abs(page.evaluate("scrollY") - place) < 100  # as far as what lies below still reaches
    page.keyboard.press("Control+z")
    expect(page.locator("[data-live='count']")).to_contain_text("41 photos")
    assert [id_of(photo) for photo in photos(page).all()] == ids


def test_photos_that_get_another_date_go_where_it_stands_and_all_that_was_loaded_stays(page: Page):
    scroll_to_the_end(page)
    ids, months = [id_of(photo) for photo in photos(page).all()], page.locator("[data-month]")
    keys = [month.get_attribute("data-month") for month in months.all()]
    page.keyboard.press("x")
    boxes = page.get_by_role("checkbox")
    boxes.nth(25).check()
    boxes.nth(39).click(modifiers=["Shift"])  # three months
    page.get_by_role("button", name="Date", exact=True).click()
    taken = page.get_by_label("The first of them was taken")
    before = taken.input_value()
    taken.fill("2099-01-01T10:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").or_(page.get_by_text("still to come")).first).to_be_visible()
    taken.fill(f"{int(before[:4]) - 3}{before[4:]}")
    assert page.evaluate(ASKS)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("15 photos have other dates now.")).to_be_visible()
    assert [id_of(photo) for photo in photos(page).all()] == [*ids[:25], ids[40], *ids[25:40]]
    assert months.count() == 9
    expect(page.locator(f"#photo-{ids[25]} a")).to_be_focused()
    expect(page.locator(f"#photo-{ids[25]}")).to_be_in_viewport()
    page.keyboard.press("Control+z")
    expect(photos(page).nth(25)).to_have_attribute("data-photo", ids[25])
    assert [id_of(photo) for photo in photos(page).all()] == ids
    assert [month.get_attribute("data-month") for month in months.all()] == keys


def test_a_finger_that_rests_on_a_photo_chooses_it_then_its_month_which_moves_and_comes_back(opened, album):
    page = opened(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(album)
    page.wait_for_load_state("networkidle")
    count = page.locator("[data-live='count']")
    expect(count).to_contain_text("41 photos")
    photo = photos(page).nth(6)
    photo.scroll_into_view_if_needed()
    box = photo.bounding_box()
    touch = page.context.new_cdp_session(page)
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    expect(page.get_by_text("1 photo chosen")).to_be_visible()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    month = page.locator(f"[data-month='{month_of(photo)}']")
    expect(month.locator(".pick:checked")).to_have_count(1)
    month.get_by_role("button", name=re.compile("^Choose all of")).click()
    expect(page.get_by_text("5 photos chosen")).to_be_visible()
    page.get_by_role("button", name="Move", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Emma").click()
    expect(page.get_by_text("5 photos moved to Emma.")).to_be_visible()
    expect(month).to_have_count(0)
    expect(count).to_contain_text("36 photos")
    page.get_by_role("button", name="Undo").click()
    expect(month.locator(".rows a")).to_have_count(5)
    expect(count).to_contain_text("41 photos")


def test_photos_chosen_in_the_album_are_taken_home_and_escape_ends_the_choosing(page: Page):
    page.keyboard.press("x")
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(FIRST_PAGE)
    for number in range(3):
        boxes.nth(number).check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    with ZipFile(download.value.path()) as taken_home:
        assert len(taken_home.namelist()) == 3
        for name in taken_home.namelist():
            Image.open(taken_home.open(name)).load()
    boxes.first.focus()
    page.keyboard.press("Escape")
    expect(boxes).to_have_count(0)


def test_all_of_the_album_are_chosen_by_one_press_taken_home_deleted_and_back(page: Page):
    """Also those that are not loaded."""
    page.keyboard.press("x")
    page.get_by_role("button", name="Choose all", exact=True).click()
    expect(page.get_by_text(f"All {PHOTOS} photos of Otto")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download", exact=True).click()
    with ZipFile(download.value.path()) as taken_home:
        assert len(taken_home.namelist()) == PHOTOS
    page.get_by_role("checkbox").first.uncheck()
    expect(page.get_by_text(f"{PHOTOS - 1} photos chosen")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download", exact=True).click()
    with ZipFile(download.value.path()) as taken_home:
        assert len(taken_home.namelist()) == PHOTOS - 1
    page.get_by_role("checkbox").first.check()
    used_up = {"status": 429, "headers": {"Retry-After": "0"}}  # a minute's changes: the rest waits for the next
    page.route("**/photos/selected/", lambda route: route.fulfill(**used_up), times=1)
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text(f"{PHOTOS} photos are in the trash.")).to_be_visible()
    expect(page.get_by_role("heading", name="Add Otto’s first photo")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-live='count']")).to_contain_text(f"{PHOTOS} photos")
    expect(photos(page)).to_have_count(FIRST_PAGE)


def test_what_was_on_this_day_is_shown_at_home_and_opens_in_the_album(opened, album):
    page = opened()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("On this day")
    page.get_by_role("link", name="1 year ago").click()
    expect(page).to_have_url(re.compile(f"{album}.photo="))
    steps.expect_loaded(picture(page))


def test_a_gallery_that_is_replaced_goes_on_working(page: Page, album):
    """As after an upload, which fetches the page anew."""
    page.evaluate("""async () => {
        const text = await (await fetch(location.pathname)).text();
        const came = new DOMParser().parseFromString(text, "text/html").querySelector("[data-gallery]");
        document.querySelector("[data-gallery]").replaceWith(came);
    }""")
    scroll_to_the_end(page)
    photos(page).nth(30).click()
    expect_photo(page, id_of(photos(page).nth(30)))


@pytest.mark.parametrize(("width", "height", "scheme"), SCREENS if ALL else SCREENS[:1])
def test_no_state_of_the_album_shuts_anybody_out(opened, album, width, height, scheme):
    page = opened(viewport={"width": width, "height": height}, color_scheme=scheme)
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)

    def look(at: str, inside: str | None = None) -> None:
        page.wait_for_timeout(300)  # until what fades in is there
        problems.extend(f"{at}: {each}" for each in violations(page, inside=inside))
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            problems.append(f"{at}: wider than the screen")

    page.goto("/")
    look("home")
    page.goto(album)
    look("album")
    page.keyboard.press("x")
    page.get_by_role("checkbox").first.check()
    look("selecting")
    page.get_by_role("button", name="Date", exact=True).click()
    expect(page.get_by_label("The first of them was taken")).to_be_visible()
    look("another date", "dialog[open]")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_role("dialog", name=re.compile("^Move 1 photo"))).to_be_visible()
    look("moving", "dialog[open]")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    look("shortcuts", "dialog[open]")
    page.keyboard.press("Escape")
    photos(page).nth(3).click()
    look("lightbox", "dialog[open]")
    steps.open_details(page)
    look("details", "dialog[open]")
    assert not problems
