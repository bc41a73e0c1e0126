"""Photos dropped, sent each on its own, seen on their way, retried, cancelled; and restored from the trash."""

import base64
import re
from contextlib import contextmanager

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests import pictures
from tests.journeys import steps
from tests.journeys.test_pages import NARROW, violations

ADD = re.compile("/photos/add/$")
LONG = 30_000  # ms; for what takes a while on a busy machine
DATA_TRANSFER = """files => {
    const transfer = new DataTransfer();
    for (const [name, type, data] of files) {
        transfer.items.add(new File([Uint8Array.from(atob(data), each => each.charCodeAt(0))], name, { type }));
    }
    return transfer;
}"""


def snapshot(number: int, **options) -> bytes:
    """A picture with as much in it as a photo has (some 100 KB), to be seen on its way; each number is another one."""
    noise = Image.effect_noise((320, 240), 60 + number).resize((960, 720))
    return pictures.saved(noise.convert("RGB"), "JPEG", quality=88, **options).getvalue()


def small(number: int, **options) -> bytes:
    """One that is sent at once, and costs little to look at; each number is another one."""
    return pictures.jpeg(64 + number, 48, **options).getvalue()


@pytest.fixture
def pet_page(kept_context: BrowserContext) -> Page:
    page = kept_context.new_page()
    steps.arrive(page, "Biscuit")
    return page


def drag(page: Page, *events: str, files: dict[str, bytes], kind: str = "image/jpeg") -> None:
    """Let files come over the page, anywhere, from outside of the browser."""
    packed = [[name, kind, base64.b64encode(data).decode()] for name, data in files.items()]
    transfer = page.evaluate_handle(DATA_TRANSFER, packed)
    for event in events:
        page.dispatch_event("h1", event, {"dataTransfer": transfer})


def drop(page: Page, files: dict[str, bytes], kind: str = "image/jpeg") -> None:
    drag(page, "dragenter", "dragover", "drop", files=files, kind=kind)


def row(page: Page, name: str) -> Locator:
    return page.locator(".queue-item").filter(has_text=name)


def outcome(page: Page) -> Locator:
    """What came of it, in the queue's own live region: the page has another one, for messages."""
    return page.locator(".queue").get_by_role("status").filter(has_text=re.compile("added|refused|not sent|cancelled"))


@contextmanager
def slow_line(page: Page, bytes_per_second: int):
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    for speed in (bytes_per_second, -1):
        limits = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": speed}
        line.send("Network.emulateNetworkConditions", limits)
        if speed > 0:
            yield


def test_seven_photos_dropped_at_once_go_in_each_on_its_own_and_the_sum_is_told(pet_page: Page):
    photos = {f"walk-{number}.jpg": snapshot(number) for number in range(4)}
    photos["at-home.jpg"] = snapshot(4, exif=pictures.exif(position=True))
    photos["twice.jpg"] = photos["walk-0.jpg"]
    photos["diary.jpg"] = b"Dear diary"
    with slow_line(pet_page, 200_000):
        drop(pet_page, photos)
        expect(pet_page.get_by_role("status").filter(has_text="7 photos are on their way")).to_be_visible()
        expect(pet_page.get_by_text(re.compile(r"Sending, [1-9]\d? %")).first).to_be_visible(timeout=LONG)
        assert 0 < pet_page.locator(".queue-item[data-state='sending'], .queue-item[data-state='looking']").count() <= 3
    expect(outcome(pet_page)).to_have_text("5 added, 1 already there, 1 refused.", timeout=LONG)
    expect(pet_page.locator(".rows a")).to_have_count(5)
    expect(pet_page.get_by_text("5 photos", exact=True)).to_be_visible()
    expect(row(pet_page, "diary.jpg")).to_contain_text("This is not a picture")
    expect(row(pet_page, "at-home.jpg")).to_contain_text("Kept private: the place where it was taken")
    [there] = [
        each
        for each in (row(pet_page, "walk-0.jpg"), row(pet_page, "twice.jpg"))
        if "Already there" in each.text_content()
    ]
    link = there.get_by_role("link", name="Look at it", include_hidden=True)
    expect(pet_page.locator("[data-list] > .queue-item")).to_have_count(1)  # which is in trouble
    expect(link).to_be_hidden()
    pet_page.get_by_text("6 photos are in").click()
    link.click()
    steps.expect_loaded(pet_page.locator("figure img"))


def test_a_file_of_unknown_kind_is_sent_with_the_date_that_the_device_knows(pet_page: Page):
    drop(pet_page, {"walk.hif": small(0)}, kind="application/octet-stream")
    expect(outcome(pet_page)).to_have_text("1 added.", timeout=LONG)
    row(pet_page, "walk.hif").get_by_role("link", name="Look at it").click()
    expect(pet_page.get_by_role("figure")).to_contain_text("from the file’s own date")


def test_the_queue_shuts_nobody_out(pet_page: Page):
    page = pet_page
    page.set_viewport_size(NARROW)
    page.route(ADD, lambda route: route.fulfill(status=500))
    drop(page, {"lost.jpg": small(0)})
    expect(outcome(page)).to_have_text("1 not sent.")
    page.unroute(ADD)
    drop(page, {"a.jpg": small(1, exif=pictures.exif(position=True)), "diary.jpg": b"Dear diary"})
    expect(outcome(page)).to_have_text("1 added, 1 refused, 1 not sent.", timeout=LONG)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast") == []
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_dragged_files_are_invited_and_other_things_or_a_picture_of_the_page_are_not(pet_page: Page):
    invitation = pet_page.get_by_text("Drop photos to add them to Biscuit")
    pet_page.dispatch_event("h1", "dragstart")
    drop(pet_page, {"a.jpg": small(0)})
    expect(invitation).to_be_hidden()
    expect(pet_page.locator(".queue-item")).to_have_count(0)
    pet_page.dispatch_event("h1", "dragend")
    words = pet_page.evaluate_handle(
        "() => { const it = new DataTransfer(); it.setData('text/plain', 'Rex'); return it; }"
    )
    pet_page.dispatch_event("h1", "dragenter", {"dataTransfer": words})
    expect(invitation).to_be_hidden()
    drag(pet_page, "dragenter", files={"a.jpg": b"x"})
    expect(invitation).to_be_visible()
    drag(pet_page, "dragleave", files={"a.jpg": b"x"})
    expect(invitation).to_be_hidden()


def test_leaving_asks_while_photos_are_under_way_and_not_after(pet_page: Page):
    asked: list[str] = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    pet_page.on("dialog", stay)
    pet_page.get_by_role("heading", level=1).click()  # browsers ask for those only who did something on the page
    with slow_line(pet_page, 20_000):
        drop(pet_page, {"a.jpg": snapshot(0)})
        pet_page.get_by_role("link", name="Your pets").click(no_wait_after=True)
        expect(row(pet_page, "a.jpg")).to_be_visible()
        pet_page.wait_for_timeout(200)
        assert asked == ["beforeunload"]
    expect(outcome(pet_page)).to_have_text("1 added.", timeout=LONG)
    pet_page.get_by_role("link", name="Your pets").click()
    expect(pet_page).to_have_url(re.compile("/pets/$"))
    assert asked == ["beforeunload"]


def test_what_a_nap_of_the_server_kept_out_is_sent_again_by_itself(pet_page: Page):
    naps = [(431, {}), (503, {"Retry-After": "1"}), (408, {"Retry-After": "1"})]
    left = iter(naps)

    def answer(route):
        status, headers = next(left, (None, {}))
        route.fulfill(status=status, headers=headers) if status else route.continue_()

    pet_page.route(ADD, answer)
    drop(pet_page, {"a.jpg": small(0)})
    for number in range(len(naps)):
        expect(row(pet_page, "a.jpg")).to_contain_text(f"We try again in a moment ({number + 1} of 6)", timeout=LONG)
    expect(outcome(pet_page)).to_have_text("1 added.", timeout=LONG)


def test_what_stays_busy_is_not_sent_for_ever(pet_page: Page):
    """The queue alone, with pauses of no length: where the server says that it is busy, and where it says nothing."""
    how_often = """async tries => {
        const { Queue } = await import("/static/js/upload-queue.js");
        let sent = 0;
        const answer = { outcome: "failed", words: "", again: 0, ...(tries && { tries, doubles: true }) };
        const send = async () => { sent += 1; return answer; };
        await new Promise(idle => new Queue({ send, changed: () => {}, idle }).add([new File([], "a.jpg")]));
        return sent;
    }"""
    assert [pet_page.evaluate(how_often, tries) for tries in (6, None)] == [7, 2]


def test_who_stands_at_a_photo_stands_there_still_when_others_have_come(pet_page: Page):
    drop(pet_page, {"a.jpg": small(0)})
    expect(pet_page.locator(".rows a")).to_have_count(1, timeout=LONG)
    drop(pet_page, {"b.jpg": small(1)})
    here = pet_page.locator(f"#{pet_page.locator('.rows li').get_attribute('id')} > a")
    here.focus()
    expect(pet_page.locator(".rows a")).to_have_count(2, timeout=LONG)
    expect(here).to_be_focused()


def test_what_could_not_be_sent_keeps_no_other_out_and_can_be_tried_again(pet_page: Page):
    def is_first(route) -> bool:
        return b'filename="a.jpg"' in (route.request.post_data_buffer or b"")

    pet_page.route(ADD, lambda route: route.abort() if is_first(route) else route.continue_())
    drop(pet_page, {"a.jpg": small(0), "b.jpg": small(1)})
    expect(outcome(pet_page)).to_have_text("1 added, 1 not sent.", timeout=LONG)  # after two more tries by itself
    expect(row(pet_page, "a.jpg")).to_contain_text("could not be sent. Is there a connection?")
    pet_page.unroute(ADD)
    pet_page.get_by_role("button", name="Try again: a.jpg").click()
    expect(outcome(pet_page)).to_have_text("2 added.", timeout=LONG)
    expect(pet_page.locator(".rows a")).to_have_count(2)


def test_a_cancelled_photo_stays_out_and_the_others_go_in(pet_page: Page):
    with slow_line(pet_page, 30_000):
        drop(pet_page, {"a.jpg": snapshot(0), "b.jpg": snapshot(1)})
        expect(row(pet_page, "b.jpg")).to_contain_text(re.compile("Sending"))
        pet_page.get_by_role("button", name="Cancel: b.jpg").click()
        expect(row(pet_page, "b.jpg")).to_contain_text("Cancelled")
        expect(pet_page.get_by_role("button", name="Try again: b.jpg")).to_be_focused()
    expect(outcome(pet_page)).to_have_text("1 added, 1 cancelled.", timeout=LONG)
    pet_page.reload()
    expect(pet_page.locator(".rows a")).to_have_count(1)


def test_all_that_is_left_can_be_cancelled_at_once(pet_page: Page):
    with slow_line(pet_page, 10_000):
        drop(pet_page, {f"{number}.jpg": snapshot(number) for number in range(5)})
        pet_page.get_by_role("button", name="Cancel all").click()
        expect(outcome(pet_page)).to_have_text("5 cancelled.")
        expect(pet_page.get_by_role("list", name="Photos on their way")).to_be_focused()
    pet_page.reload()
    expect(pet_page.locator(".rows a")).to_have_count(0)


def test_a_login_that_has_ended_is_told_and_nothing_is_lost(pet_page: Page):
    session = [each for each in pet_page.context.cookies() if each["name"] == "sessionid"]
    pet_page.context.clear_cookies(name="sessionid")
    drop(pet_page, {f"{number}.jpg": small(number) for number in range(5)})
    expect(outcome(pet_page)).to_have_text("5 not sent.", timeout=LONG)
    expect(row(pet_page, "0.jpg")).to_contain_text("You are not logged in any more")
    expect(row(pet_page, "0.jpg").get_by_role("link", name="Log in")).to_have_attribute("target", "_blank")
    pet_page.context.add_cookies(session)
    pet_page.get_by_role("button", name="Try all again").click()
    expect(outcome(pet_page)).to_have_text("5 added.", timeout=LONG)


def test_a_new_login_in_another_tab_needs_no_new_choice(pet_page: Page):
    pet_page.context.clear_cookies(name="csrftoken")  # a login brings another one
    pet_page.context.new_page().goto("/pets/add/")
    drop(pet_page, {"a.jpg": small(0)})
    expect(outcome(pet_page)).to_have_text("1 added.", timeout=LONG)


def test_what_is_too_large_or_too_much_is_told_in_words(pet_page: Page, tmp_path):
    huge = tmp_path / "huge.jpg"
    huge.write_bytes(b"\xff\xd8\xff" + bytes(25 * 1024 * 1024))
    sent: list[str] = []
    pet_page.on("request", lambda request: sent.append(request.url) if ADD.search(request.url) else None)
    pet_page.get_by_label("Add photos", exact=True).set_input_files(huge)
    expect(row(pet_page, "huge.jpg")).to_contain_text("larger than 25 MB")
    assert sent == []
    pet_page.route(ADD, lambda route: route.fulfill(status=429, headers={"Retry-After": "1500"}))
    drop(pet_page, {f"{number}.jpg": small(number) for number in range(6)})
    expect(outcome(pet_page)).to_have_text("1 refused, 6 not sent.")
    expect(row(pet_page, "5.jpg")).to_contain_text("try again in 25 minutes")
    assert len(sent) == 3  # the others were not sent in vain


def test_what_the_server_makes_of_a_file_is_told_in_words_which_are_text_alone(pet_page: Page):
    def answer(route):
        route.fulfill(
            status=next(status for status in (413, 500) if b'"%d.jpg"' % status in route.request.post_data_buffer)
        )

    pet_page.route(ADD, answer)
    drop(pet_page, {"413.jpg": small(0), "500.jpg": small(1)})
    expect(outcome(pet_page)).to_have_text("1 refused, 1 not sent.")
    expect(row(pet_page, "413.jpg")).to_contain_text("larger than the server takes")
    expect(row(pet_page, "500.jpg")).to_contain_text("Something went wrong on our side")
    said = {"files": [{"name": "a.jpg", "outcome": "refused", "words": "<b>No</b>"}]}
    pet_page.route(ADD, lambda route: route.fulfill(status=422, json=said))
    drop(pet_page, {"<img src=x>.jpg": small(0)})
    expect(row(pet_page, "<img src=x>.jpg")).to_contain_text("<b>No</b>")


def test_chosen_photos_come_back_from_the_trash_together(pet_page: Page):
    drop(pet_page, {f"{number}.jpg": small(number) for number in range(3)})
    expect(outcome(pet_page)).to_have_text("3 added.", timeout=LONG)
    pet_page.get_by_role("link", name="Select photos").click()
    expect(pet_page.get_by_role("checkbox")).to_have_count(3)
    for box in pet_page.get_by_role("checkbox").all():
        box.check()
    pet_page.get_by_role("button", name="Delete").click()
    expect(pet_page.locator(".rows a")).to_have_count(0)
    pet_page.get_by_role("link", name="Photos in the trash").click()
    expect(pet_page.get_by_text("Goes for good on")).to_have_count(3)
    pet_page.get_by_role("button", name="Choose all").click()
    expect(pet_page.get_by_text("3 photos chosen")).to_be_visible()
    pet_page.get_by_role("checkbox").first.uncheck()
    pet_page.get_by_role("button", name="Restore").click()
    expect(pet_page.get_by_text("2 photos are back.")).to_be_visible()
    expect(pet_page.get_by_role("checkbox")).to_have_count(1)
    pet_page.get_by_role("link", name="Back to Biscuit").click()
    expect(pet_page.locator(".rows a")).to_have_count(2)
