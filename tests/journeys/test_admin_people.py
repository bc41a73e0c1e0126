"""Admins look after people and the whole site: close an account, delete it with all its data, see how the site does."""

import re

from playwright.sync_api import Page, expect

from tests import pictures
from tests.journeys import steps
from tests.journeys.test_pages import look_at


def open_person(page: Page, address: str) -> None:
    page.goto(f"/admin/pettracker_site/user/?q={address}")
    page.get_by_role("link", name=address).click()


def do(page: Page, name: str, typed: str = "") -> None:
    page.get_by_role("link", name=name, exact=True).click()
    if typed:
        page.get_by_label("To confirm").fill(typed)
    page.get_by_role("button", name="Yes, I’m sure").click()


def test_a_person_is_deactivated_and_their_open_session_ends(admin: Page, owners_page: Page):
    address = steps.arrive(owners_page)
    expect(owners_page).to_have_url(re.compile("/pets/$"))
    open_person(admin, address)
    do(admin, "Deactivate")
    expect(admin.get_by_text(f"{address} is deactivated")).to_be_visible()
    owners_page.reload()
    expect(owners_page).to_have_url(re.compile("/accounts/login/"))
    do(admin, "Reactivate")
    owners_page.reload()
    expect(owners_page).to_have_url(re.compile("/accounts/login/"))
    steps.log_in(owners_page, address, steps.PASSWORD)
    admin.get_by_role("link", name="What was done to them").click()
    expect(admin.get_by_role("row").filter(has_text="Deactivated, and logged out everywhere")).to_be_visible()


def test_all_sessions_end_and_a_mail_leads_to_a_new_password(admin: Page, owners_page: Page, site):
    address = steps.arrive(owners_page)
    open_person(admin, address)
    do(admin, "Log out everywhere")
    owners_page.goto("/pets/")
    expect(owners_page).to_have_url(re.compile("/accounts/login/"))
    do(admin, "Send a password reset mail")
    expect(admin.get_by_text("A password reset mail is on its way")).to_be_visible()
    link = re.findall(r"http://\S+/password/reset/key/\S+", site.mail.read_text())[-1]
    owners_page.goto(link)
    expect(owners_page.get_by_label(re.compile("New password", re.IGNORECASE)).first).to_be_visible()


def test_limits_of_a_persons_own_are_met_by_their_next_photo(admin: Page, owners_page: Page, tmp_path):
    files = [tmp_path / "one.png", tmp_path / "two.png"]
    for shade, file in enumerate(files):
        file.write_bytes(pictures.png(71 + shade, 48).getvalue())
    address = steps.arrive(owners_page, "Crumb")
    open_person(admin, address)
    admin.get_by_role("link", name="Change limits").click()
    admin.get_by_label("Photos at most").fill("1")
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_text("Fill in all of them, or leave all empty.").first).to_be_visible()
    admin.get_by_label("Pets at most").fill("5")
    admin.get_by_label("Megabytes at most").fill("100")
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_text("individual limits")).to_be_visible()
    owners_page.wait_for_load_state()
    owners_page.get_by_label("Add photos", exact=True).set_input_files(files)
    expect(owners_page.get_by_text("Your album is full: 1 photo")).to_be_visible(timeout=30_000)


def test_a_person_goes_with_all_their_data(admin: Page, owners_page: Page, tmp_path, site):
    file = tmp_path / "photo.png"
    file.write_bytes(pictures.png(77, 48).getvalue())
    address = steps.arrive(owners_page, "Goodbye")
    steps.upload(owners_page, file)
    open_person(admin, address)
    admin.get_by_role("link", name="Delete with all data").click()
    expect(admin.get_by_text("1 photo,")).to_be_visible()
    admin.get_by_label("To confirm").fill("yes")
    admin.get_by_role("button", name="Yes, I’m sure").click()
    expect(admin.get_by_text("The typed text does not match.")).to_be_visible()
    admin.get_by_label("To confirm").fill(address)
    admin.get_by_role("button", name="Yes, I’m sure").click()
    expect(admin.get_by_text("Being deleted with all data since")).to_be_visible()
    owners_page.goto("/pets/")
    expect(owners_page).to_have_url(re.compile("/accounts/login/"))
    admin.goto(f"/admin/pets/?q={address}")
    expect(admin.get_by_role("link", name="Goodbye")).to_have_count(0)
    assert "waiting for their files to go: 1" in site.manage("finish_deletions")


def test_the_first_page_tells_what_was_counted(admin: Page):
    admin.goto("/admin/")
    expect(admin.get_by_text(re.compile("^Counted on"))).to_be_visible()
    expect(admin.locator(".tiles").get_by_text("good", exact=True)).to_be_visible()
    assert admin.locator(".bars rect").count() == 60
    admin.get_by_role("link", name="Dogs").or_(admin.get_by_role("link", name="Dog", exact=True)).first.click()
    expect(admin.get_by_role("link", name="Biscuit")).to_be_visible()


def test_a_look_is_asked_for_done_by_the_sweeper_and_its_result_seen(admin: Page, site):
    admin.goto("/admin/integrity/")
    admin.get_by_role("button", name="Check now").click()
    expect(admin.get_by_text("waiting to start")).to_be_visible()
    site.manage("sweep", "--requested")
    admin.get_by_role("link", name="Refresh").click()
    expect(admin.get_by_text("The last requested sweep finished on")).to_be_visible()
    expect(admin.get_by_text("only checked")).to_be_visible()


def test_no_screen_shuts_anybody_out_or_needs_what_the_policy_forbids(admin: Page):
    open_person(admin, steps.OWNER[0])
    person = re.search(r"/user/([0-9a-f-]{36})/", admin.url)[1]
    actions = [f"/admin/people/{person}/{action}/" for action in ("deactivate", "erase", "quota")]
    user = "/admin/pettracker_site/user/"
    paths = ("/admin/", user, f"{user}{person}/change/", *actions, "/admin/integrity/", "/admin/integrity/mend/")
    assert [wrong for path in paths for wrong in look_at(admin, path)] == []
