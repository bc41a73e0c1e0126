"""Every page for everybody: no violation that axe knows of, nothing wider than the screen, no error in the console."""

import os
import re
import zlib

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys import steps

VISITORS = ["/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/nowhere/"]
OWNERS = [
    "/pets/",
    "/pets/?q=zzz",
    "/pets/add/",
    "/pets/trash/",
    "/favourites/",
    "{pet}",
    "{pet}about/",
    "{pet}edit/",
    "{pet}photos/add/",
    "{pet}photos/trash/",
    "{pet}photos/selected/",
    "{pet}photos/favourites/",
    "{pet}photos/months/",
    "{pet}photos/search/?q=zzz",
    "{pet}side-by-side/",
    "{pet}timeline/",
    "{pet}weights/",
    "{pet}weights/entries/",
    "{pet}weights/trash/",
    "{pet}health-record/",
    "{pet}health/",
    "{pet}health/add/",
    "{pet}health/add/?type=vaccination&title=Rabies",
    "{pet}health/trash/",
    "{pet}documents/",
    "{pet}documents/add/",
    "{document}",
    "{document}edit/",
    "{pet}documents/trash/",
    "{medicine}",
    "{medicine}sheet/",
    "{pet}medicines/",
    "{pet}medicines/add/",
    "{pet}medicines/trash/",
    "{pet}milestones/add/",
    "{pet}milestones/trash/",
    "{photo}",
    "/calendar/",
    "/preferences/",
    "/preferences/reminders/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/logout/",
]
# Each width and each scheme: what fits depends on the one, what can be read on the other.
SCREENS = [(390, 844, "dark"), (1280, 900, "light")]
NARROW = {"width": 390, "height": 844}
# Cells too narrow for any word, in pixels; a word may break anywhere, and so nothing else tells of them.
SQUEEZED = """[...document.querySelectorAll('tbody :is(th, td)')]
    .filter((cell) => cell.checkVisibility() && cell.textContent.trim().length > 3 && cell.clientWidth < 40)
    .map((cell) => cell.textContent.trim())"""
# Colours on their way from one scheme to the other are neither's.
TURNED = """Promise.allSettled(document.getAnimations()
    .filter((each) => each instanceof CSSTransition).map((each) => each.finished)).then(() => null)"""
AXE = Axe()
VIOLATIONS = "([inside, options]) => axe.run(inside ?? document, options).then((found) => found.violations)"
ALL = bool(os.environ.get("PETTRACKER_SOAK"))


def violations(page: Page, *rules: str, inside: str | None = None) -> list[str]:
    """By these rules of axe's, or by all; of the whole page, or of the part that a selector names.

    Without what it would fetch once more: style sheets, which only rules on trial read, and sounds, of which there are
    none.
    """
    page.evaluate(TURNED)
    options = {"resultTypes": ["violations"], "preload": False, **({"runOnly": list(rules)} if rules else {})}
    page.evaluate(AXE.axe_script)
    found = page.evaluate(VIOLATIONS, [inside, options])
    return [f"{each['id']} ({each['impact']}): {each['nodes'][0]['html'][:200]}" for each in found]


def look_at(page: Page, path: str) -> list[str]:
    """What is wrong there, on one screen or the other, of pages by turns; PETTRACKER_SOAK=1: on both.

    A page that is meant to be missing or refused says so in the console; everything else there is a mistake of ours.
    """
    wrong: list[str] = []
    said: list[str] = []
    page.on("console", heard := lambda message: said.append(message.text) if message.type == "error" else None)
    turn = zlib.crc32(re.sub("[0-9a-f-]{36}", "", path).encode()) % 2
    for width, height, scheme in SCREENS if ALL else SCREENS[turn : turn + 1]:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.goto(path)
        page.wait_for_load_state("networkidle")
        wrong += [f"console: {each}" for each in said if not re.search("404|400 \\(Bad Request\\)", each)]
        wrong += violations(page)
        page.set_viewport_size(NARROW)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wrong.append("wider than the screen")
        wrong += [f"one letter below the other: {each}" for each in page.evaluate(SQUEEZED)]
        said.clear()
    page.remove_listener("console", heard)
    return [f"{path}: {each}" for each in wrong]


@pytest.fixture(scope="module")
def session(browser: Browser, base_url) -> dict:
    """An owner who is logged in, with the addresses of a pet, a photo, a document and a medicine."""
    context = browser.new_context(base_url=base_url)
    page = context.new_page()
    steps.log_in(page, *steps.OWNER)
    page.get_by_role("link", name="Biscuit", exact=True).click()
    page.wait_for_url(re.compile(r"/pets/[0-9a-f-]+/$"))
    pet = page.url.removeprefix(base_url)
    photo = page.locator(".rows a").first.get_attribute("href")
    page.goto(f"{pet}documents/")
    document = page.locator(".entry a").first.get_attribute("href")  # a picture
    page.goto(f"{pet}medicines/")
    medicine = page.locator(".records a").first.get_attribute("href")
    state = context.storage_state()
    context.close()
    return {"pet": pet, "photo": photo, "document": document, "medicine": medicine, "state": state}


def test_no_page_shuts_anybody_out_or_needs_what_the_policy_forbids(browser, base_url, session):
    problems: list[str] = []
    for paths, state in ((VISITORS, None), (OWNERS, session["state"])):
        context = browser.new_context(base_url=base_url, storage_state=state)
        page = context.new_page()
        for path in paths:
            problems += look_at(page, path.format(**session))
        context.close()
    assert not problems


def test_the_whole_site_can_be_reached_by_keyboard(page: Page):
    page.goto("/accounts/login/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.get_by_label(re.compile("^E-?mail")).focus()
    page.keyboard.type(steps.OWNER[0])
    page.get_by_label("Password", exact=True).focus()
    page.keyboard.type(steps.OWNER[1])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/pets/$"))
    page.get_by_role("link", name="Biscuit", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/pets/[0-9a-f-]+/$"))


def test_admins_find_people_and_no_page_of_theirs_breaks_the_policy(page: Page):
    steps.log_in(page, *steps.ADMIN)
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}") if message.type == "error" else None)
    page.goto("/admin/pettracker_site/user/")
    person = page.get_by_role("link", name="robin@example.com")
    assert person.is_visible()
    person.click()
    for path in ("", "pettracker_site/user/add/", "auth/group/add/", "account/emailaddress/", "password_change/"):
        page.goto(f"/admin/{path}")
    assert not said
