"""What people do in the browser, in their words."""

import re
import secrets
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, StorageState, expect

PASSWORD = "a-long-enough-word"
OWNER = ("robin@example.com", "biscuit-and-miso")  # of the demo data
ADMIN = ("admin@example.com", "keeper-of-records")
ALBUMS_OWNER = ("album@example.com", PASSWORD)  # of tests/journeys/data.py
TIMELINES_OWNER = ("timeline@example.com", PASSWORD)
VIEWER = ("viewer@example.com", "looks-but-does-not-touch")


def arrive(page: Page, *pets: str) -> str:
    """A new person with these dogs, at the page of the last one; gives the address.

    By requests alone: to show the pages that lead there costs a browser more than most tests. `sign_up` walks.
    """
    email = f"{secrets.token_hex(6)}@example.com"
    at = _send(page, "/accounts/signup/", email=email, password1=PASSWORD)
    for name in pets:
        at = _send(page, "/pets/add/", name=name, kind="dog", weight_unit="kg")
    page.goto(at)
    return email


def _send(page: Page, form: str, **typed: str) -> str:
    """Sends a form with what its page hides, and the browser's cookies; gives the address it leads to."""
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.request.get(form).text())
    answer = page.request.post(form, form={**dict(hidden), **typed})
    assert answer.ok, answer.text()
    assert not answer.url.endswith(form), answer.text()
    return answer.url


def sign_up(page: Page) -> str:
    """A new person, by the start page; gives the address."""
    email = f"{secrets.token_hex(6)}@example.com"
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name=re.compile("sign up|album", re.IGNORECASE)).first.click()
    page.get_by_label(re.compile("^E-?mail")).fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page).to_have_url(re.compile("/pets/$"))
    return email


def log_in(page: Page, email: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label(re.compile("^E-?mail")).fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(page).not_to_have_url(re.compile("/login/"))


def home_of(browser: Browser, base_url: str, person: tuple[str, str], pet: str) -> tuple[str, StorageState]:
    """The path of the pet's page, and what the person's browser keeps who is logged in."""
    context = browser.new_context(base_url=base_url)
    page = context.new_page()
    log_in(page, *person)
    page.goto("/pets/")
    href = page.get_by_role("link", name=pet).first.get_attribute("href") or ""
    path, state = re.match("/pets/[0-9a-f-]{36}/", href), context.storage_state()
    context.close()
    assert path, href
    return path[0], state


def add_pet(page: Page, name: str, kind: str = "Dog") -> None:
    page.goto("/pets/add/")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("radio", name=kind, exact=True).check()
    page.get_by_role("button", name="Add this pet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def upload(page: Page, *files: Path) -> None:
    """Choose files on the pet’s page and wait until they are in, by the queue or, without scripts, by the form."""
    page.wait_for_load_state()
    is_scripted = page.evaluate("matchMedia('(scripting: enabled)').matches")
    if not is_scripted:
        page.get_by_role("link", name="Add photos").click()
    page.get_by_label("Add photos").set_input_files(files)
    if is_scripted:
        expect(page.get_by_role("button", name="Close this list")).to_be_visible(timeout=30_000)
    else:
        page.get_by_role("button", name="Upload", exact=True).click()


def open_own_page(page: Page) -> str:
    """From the album to the page of its first photo, as without scripts; gives the address."""
    page.wait_for_load_state("networkidle")  # after an upload the album is replaced once more
    address = page.locator(".rows a").first.get_attribute("href")
    page.goto(address)
    return address


def open_details(page: Page) -> Locator:
    """From the photo in the lightbox to its sheet of details."""
    page.get_by_role("dialog", name="Photo").get_by_role("link", name=re.compile("^Details")).click()
    sheet = page.get_by_role("dialog", name="Details")
    expect(sheet.get_by_label("Caption")).to_be_visible()
    return sheet


def expect_loaded(picture: Locator) -> None:
    """The picture has really arrived: it has a width of its own."""
    picture.evaluate("image => image.scrollIntoView({ block: 'nearest' })")  # at once: it may be another one soon
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", True)
    expect(picture).not_to_have_js_property("naturalWidth", 0)
