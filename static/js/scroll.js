// The gallery, or a pet's timeline, goes on as one scrolls: the page behind the link "Older" is fetched and its months are
// appended, and "Newer" likewise before the first. Coming back by the browser's "back" finds as much of it, at the same place.
// The gallery may be replaced as a whole (after an upload), so nothing here keeps one of its elements.

import { galleryAt } from "./album.js";
import { interpolate, ngettext } from "./page.js";

const AHEAD = "600px"; // so that the next page is there before its place is seen
const MOST_PAGES_AGAIN = 20;
// What costs much, such as to search older photos, is left to be pressed.
const OLDER = "[data-older]:not([data-by-hand])";
const LINKS = { older: `${OLDER} a`, newer: "a[data-newer]" };
const find = (selector) => document.querySelector(`[data-gallery] ${selector}`);
const LIST = ":scope > :is(ul, ol)"; // of a month
const items = () => [...document.querySelectorAll("[data-gallery] [data-month] > :is(ul, ol) > li")];
const underWay = {};
const none = () => ({ older: 0, newer: 0 });
let pages = none(); // that were added to the page as it came

export const has = (direction) => Boolean(find(LINKS[direction]));

// Resolves to whether further photos came; rejects where the server could not be reached or gives no gallery.
export function load(direction) {
  underWay[direction] ??= append(direction).finally(() => delete underWay[direction]);
  return underWay[direction];
}

async function append(direction) {
  const link = find(LINKS[direction]);
  if (!link) return false;
  const nav = link.closest("[data-older]");
  nav?.classList.add("is-loading");
  try {
    const came = await galleryAt(link.href);
    if (!link.isConnected) return false; // replaced meanwhile
    const count = merge(came, direction);
    const following = came.querySelector(direction === "older" ? "[data-older]" : LINKS.newer);
    const place = nav ?? (following ? link : link.parentElement);
    if (following) place.replaceWith(following);
    else place.remove();
    pages[direction] += 1;
    tell(count);
    watch();
    return count > 0;
  } finally {
    nav?.classList.remove("is-loading");
  }
}

// A month that continues goes on under the heading it has, and no photo comes twice.
function merge(came, direction) {
  const months = find("[data-months]");
  const at = direction === "older" ? "append" : "prepend";
  const coming = [...came.querySelectorAll("[data-month]")];
  let count = 0;
  for (const month of direction === "older" ? coming : coming.reverse()) {
    const further = [...month.querySelectorAll(`${LIST} > li`)].filter((item) => !document.getElementById(item.id));
    if (!further.length) continue;
    const known = months.querySelector(`[data-month="${month.dataset.month}"]`)?.querySelector(LIST);
    if (!known) months[at](month);
    (known ?? month.querySelector(LIST))[known ? at : "replaceChildren"](...further);
    count += further.length;
  }
  return count;
}

function tell(count) {
  const status = find("[data-loaded]");
  const words = status.matches("[data-entries]")
    ? ngettext("%(count)s more entry", "%(count)s more entries", count)
    : ngettext("%(count)s more photo", "%(count)s more photos", count);
  status.textContent = count ? interpolate(words, { count }) : "";
}

// Loads on; where that fails it says so, with a button, and stops until that is pressed.
async function loadOlder({ isPressed = false } = {}) {
  fail(false);
  try {
    await load("older");
  } catch ({ reason }) {
    if (isPressed && reason === "loggedOut") location.assign(find(LINKS.older).href); // by way of the login
    else fail(true);
  }
}

function fail(failed) {
  const [words, nav] = [find("[data-failed]"), find("[data-older]")];
  if (words) words.hidden = !failed;
  if (nav) nav.hidden = failed;
}

const observer = new IntersectionObserver(
  (seen) => {
    if (seen.some((entry) => entry.isIntersecting)) loadOlder();
  },
  { rootMargin: AHEAD },
);

function watch() {
  observer.disconnect();
  const nav = find(OLDER);
  if (nav) observer.observe(nav);
}

// Somebody who presses the links or the button stands at the first that came.
document.addEventListener("click", async (event) => {
  const isPlain = !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
  const pressed = isPlain && event.target.closest(`[data-gallery] :is(${LINKS.older}, [data-again], a[data-newer])`);
  if (!pressed) return;
  event.preventDefault();
  const before = new Set(items());
  if (pressed.matches("[data-newer]")) await load("newer").catch(() => location.assign(pressed.href));
  else await loadOlder({ isPressed: true });
  const first = items().find((item) => !before.has(item));
  if (first) first.tabIndex = -1; // it may have no link
  (first?.querySelector("a") ?? first ?? find("[data-again]"))?.focus({ preventScroll: true });
});

// --- Back at the same place ---------------------------------------------------------------------------------------------

function keepPlace() {
  if (history.state?.lightbox) return; // this entry of the history is a photo's, not the gallery's
  const seen = items().find((item) => item.getBoundingClientRect().bottom > 0);
  const top = seen?.getBoundingClientRect().top;
  history.replaceState({ ...history.state, gallery: { pages, id: seen?.id, top, y: scrollY } }, "");
}

// At the item that was the first in view; the page may be longer above it, or of another width.
async function goBackToPlace({ pages: counts, id, top, y }) {
  for (const [direction, count] of Object.entries(counts)) {
    for (let page = 0; page < Math.min(count, MOST_PAGES_AGAIN); page += 1) {
      if (!(await load(direction).catch(() => false))) break;
    }
  }
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done))); // grown out of sight, before it is scrolled
  const item = document.getElementById(id);
  scrollTo({ top: item ? scrollY + item.getBoundingClientRect().top - top : y, behavior: "instant" });
}

let resting;
addEventListener("scroll", () => {
  clearTimeout(resting);
  resting = setTimeout(keepPlace, 250);
});
addEventListener("pagehide", keepPlace);

history.scrollRestoration = "manual"; // the browser would try before the further pages are there
if (history.state?.gallery) goBackToPlace(history.state.gallery).finally(watch);
else watch();

let known = document.querySelector("[data-gallery]");
new MutationObserver(() => {
  const gallery = document.querySelector("[data-gallery]");
  if (gallery === known) return;
  known = gallery;
  pages = none();
  watch();
}).observe(document.getElementById("main"), { childList: true, subtree: true });
