"""Chromium: launched for pages of a site, or to show a picture as people see it, drawn to a canvas on white."""

import io
import sys
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from shutil import which

from PIL import Image
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Error, Page, Route, sync_playwright

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_SITE = "http://pictures.example/"
_DRAW = """async ([url, width, height]) => {
  const image = new Image();
  const loaded = new Promise(tell => {
    image.onload = () => tell(true);
    image.onerror = () => tell(false);
    setTimeout(() => tell(false), 20000);
  });
  image.src = url;
  if (!await loaded || !image.naturalWidth) return null;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width || image.naturalWidth, height || image.naturalHeight];
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}"""


class Browser:
    """Playwright wants a thread of its own, in which Django would refuse to work."""

    def __init__(self, page: Page, thread: ThreadPoolExecutor) -> None:
        self._page = page
        self._thread = thread
        self._number = 0
        self._served = (b"", "")
        thread.submit(self._prepare).result()

    def draw(self, data: bytes, content_type: str, size: tuple[int, int]) -> Image.Image | None:
        """The picture in RGB, of that many pixels; None where the browser shows nothing of it."""
        return self._thread.submit(self._draw, data, content_type, size).result()

    def _prepare(self) -> None:
        self._page.route("**/*", self._answer)
        self._page.goto(_SITE)

    def _answer(self, route: Route) -> None:
        if route.request.url == _SITE:
            route.fulfill(body="<!doctype html><title>Pictures</title>", content_type="text/html")
        else:
            body, content_type = self._served
            route.fulfill(body=body, content_type=content_type)

    def _draw(self, data: bytes, content_type: str, size: tuple[int, int]) -> Image.Image | None:
        self._number += 1
        self._served = data, content_type
        try:
            drawn = self._page.evaluate(_DRAW, [f"{_SITE}{self._number}", *size])
        except Error:  # it took too long, or too much
            self._page.goto(_SITE)
            return None
        return Image.open(io.BytesIO(b64decode(drawn.partition(",")[2]))).convert("RGB") if drawn else None


@contextmanager
def launched() -> Iterator[Chromium]:
    """Chromium, for pages of a site; ends the program where there is none."""
    path = _path()
    if path is None:
        sys.exit("There is no Chromium.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@contextmanager
def browser() -> Iterator[Browser]:
    """Raises: LookupError where there is no Chromium."""
    path = _path()
    if path is None:
        raise LookupError("no Chromium")
    with ThreadPoolExecutor(1) as thread:
        playwright = thread.submit(sync_playwright().start).result()
        chromium = thread.submit(playwright.chromium.launch, executable_path=path, args=["--no-sandbox"]).result()
        page = thread.submit(chromium.new_page).result()
        try:
            yield Browser(page, thread)
        finally:
            thread.submit(chromium.close).result()
            thread.submit(playwright.stop).result()


def _path() -> str | None:
    return next(filter(None, map(which, BROWSERS)), None)
