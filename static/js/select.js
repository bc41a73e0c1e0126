// Choosing photos, on their own page or in the gallery: says how many are chosen, and Shift chooses all from the last one
// to this one. In the gallery the boxes appear when somebody begins to choose: by the button, a key, or a long press. All
// are those of the whole album, of which the server tells the ids of photos that are not loaded.

import { links } from "./album.js";
import { isShortcut } from "./keys.js";
import { gettext, interpolate, limits, ngettext, sayWhy } from "./page.js";
import { act, ask, isAskedFor, isInPlace } from "./select-act.js";

const form = () => document.querySelector("form[data-select]");
const boxes = () => [...(form()?.elements ?? [])].filter((each) => each.type === "checkbox");
const gallery = () => document.querySelector("[data-gallery]");
const chosen = () => boxes().filter((box) => box.checked);
const others = new Set(); // ids of chosen photos that are not loaded
const chosenIds = () => [...chosen().map((box) => box.value), ...others];
const actions = () => form().querySelectorAll("[name='action']");
let whole = 0; // how many photos there are, once all were chosen
let last = null;

// --- How many, and what can be done with so many --------------------------------------------------------------------------

// How many an action takes at once: what is done in place goes to the server in as many steps as it needs.
function most(button) {
  if (button.value === "cover") return 1;
  if (button.value === "compare") return 2;
  if (button.value === "download") return isAll() ? Infinity : limits.packed;
  return isSelecting() && (isInPlace(button) || button.value === "move") ? Infinity : limits.chosen;
}

const isAll = () => whole > 0 && chosenIds().length >= whole;
const least = (button) => (button.value === "compare" ? 2 : 1);
const takes = (button, number) => number >= least(button) && number <= most(button);

function count() {
  const status = form()?.querySelector("[data-count]");
  if (!status) return;
  const number = chosenIds().length;
  status.dataset.none ??= status.textContent; // what the page says as long as none is chosen
  status.textContent = number ? inWords(number) : status.dataset.none;
  for (const button of actions()) button.setAttribute("aria-disabled", String(!takes(button, number)));
  form().querySelector("[data-whole]")?.toggleAttribute("hidden", number > 0);
  const all = form().querySelector("[data-all]");
  if (all) all.hidden = boxes().length < 2;
}

const shown = (number) => number.toLocaleString(document.documentElement.lang);

function inWords(number) {
  const words = isAll() && isSelecting()
    ? ngettext("The one photo of %(name)s", "All %(count)s photos of %(name)s", number)
    : ngettext("%(count)s photo chosen", "%(count)s photos chosen", number);
  const name = document.querySelector("h1").textContent;
  return [interpolate(words, { count: shown(number), name }), ...tooMany(number)].join(" · ");
}

// Of a cover everybody knows that it is one, and of what is side by side that they are two.
function tooMany(number) {
  const few = [...actions()].filter((button) => most(button) > 2 && number > most(button));
  const words = gettext("%(action)s: at most %(most)s");
  return few.map((button) => interpolate(words, { action: button.textContent.trim(), most: shown(most(button)) }));
}

// A click on the label arrives at the box as a second click, which no longer knows of Shift.
let isRange = false;
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-select] label")) isRange = event.shiftKey;
  const all = boxes();
  const here = all.indexOf(event.target);
  if (here < 0) return;
  const from = all.indexOf(last);
  if ((event.shiftKey || isRange) && from >= 0) {
    for (const box of all.slice(Math.min(from, here), Math.max(from, here) + 1)) box.checked = event.target.checked;
  }
  isRange = false;
  last = event.target;
  count();
});
addEventListener("pageshow", count);

document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (target !== form() || !submitter) return;
  const number = chosenIds().length;
  if (!takes(submitter, number)) {
    event.preventDefault();
    tellMost(submitter, number);
  } else if (isSelecting() && isAskedFor(submitter)) {
    event.preventDefault();
    ask(new URL(`../${submitter.value}/`, addressOf(target)), chosenIds(), end, tellProgress).catch(sayWhy);
  } else if (isSelecting() && isInPlace(submitter)) {
    event.preventDefault();
    actInPlace(target, submitter);
  } else if (isAll() && isSelecting()) {
    event.preventDefault();
    location.assign(target.querySelector("[data-whole]").href); // in parts where there are many
  } else for (const id of others) sendToo(target, id);
});

function sendToo(form, id) {
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: "photo", value: id });
  form.append(field);
  setTimeout(() => field.remove());
}

let isActing = false;

async function actInPlace(form, button) {
  if (isActing) return;
  isActing = true;
  try {
    end(await act(addressOf(form), chosenIds(), [[button.name, button.value]], tellProgress));
  } catch (error) {
    sayWhy(error);
    count();
  } finally {
    isActing = false;
  }
}

// Its buttons are named "action", too, and hide the property of that name.
const addressOf = (form) => new URL(form.getAttribute("action"), location);

function tellMost(button, number) {
  const status = form().querySelector("[data-count]");
  if (least(button) > 1) {
    status.textContent = gettext("Choose two photos to see them side by side.");
    return;
  }
  const words = ngettext("At most %(most)s photo at once for this, please.", "At most %(most)s photos at once for this, please.", most(button));
  status.textContent = number ? interpolate(words, { most: most(button) }) : gettext("Choose at least one photo first.");
}

function tellProgress(done, all) {
  const numbers = { done: shown(done), all: shown(all) };
  form().querySelector("[data-count]").textContent = interpolate(gettext("%(done)s of %(all)s …"), numbers);
}

// --- All, and whole months: none of them where all are chosen ---------------------------------------------------------------

function chooseAll(some) {
  const areChosen = some.every((box) => box.checked);
  for (const box of some) box.checked = !areChosen;
  count();
}

// Also those that are not loaded: one request for each 500.
async function chooseWholeAlbum() {
  const ids = new Set();
  const status = form().querySelector("[data-count]");
  for (let next = ""; ; ) {
    const answer = await fetch(`${addressOf(form())}?cursor=${next}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw Object.assign(new Error("no ids"), { reason: answer.redirected ? "loggedOut" : "notSaved" });
    const page = await answer.json();
    for (const id of page.ids) ids.add(id);
    if (!isSelecting()) return; // Escape ends the choosing
    if (!page.next) break;
    next = encodeURIComponent(page.next);
    status.textContent = interpolate(gettext("Looking through the album: %(count)s photos …"), { count: shown(ids.size) });
  }
  for (const id of ids) others.add(id);
  whole = ids.size;
  takeLoaded();
}

// Photos that came meanwhile have boxes of their own.
function takeLoaded() {
  for (const box of boxes()) if (others.delete(box.value)) box.checked = true;
  count();
}

function chooseNone() {
  others.clear();
  whole = 0;
  for (const box of boxes()) box.checked = false;
  count();
}

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-select] [data-all]")) {
    if (others.size || boxes().every((box) => box.checked)) chooseNone();
    else if (gallery()?.querySelector("[data-older], [data-newer]")) chooseWholeAlbum().catch(sayWhy);
    else {
      whole = isSelecting() ? boxes().length : 0;
      chooseAll(boxes());
    }
  }
  const month = target.closest(".pick-month")?.closest("[data-month]");
  if (month) chooseAll([...month.querySelectorAll(".pick")]);
});

// Each month's name, above the first of its photos, is a button meanwhile.
function nameMonths() {
  for (const month of document.querySelectorAll("[data-month]")) {
    const first = month.querySelector(".rows > li");
    if (!first || first.querySelector(".pick-month")) continue;
    for (const stale of month.querySelectorAll(".pick-month")) stale.remove();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "pick-month";
    button.textContent = "✓";
    const name = month.querySelector(".month-name").textContent;
    button.setAttribute("aria-label", interpolate(gettext("Choose all of %(month)s"), { month: name }));
    first.prepend(button);
  }
}

const coming = new MutationObserver(() => {
  nameMonths();
  takeLoaded();
});

// --- In the gallery -----------------------------------------------------------------------------------------------------

const isSelecting = () => Boolean(gallery()?.classList.contains("is-selecting"));

// Not above the screen: whoever begins or ends stays where the album is.
const isSeen = (element) => element.getBoundingClientRect().bottom > 0;

/** `link` is a photo that is chosen at once. */
export function begin(link) {
  const focused = (link ?? document.activeElement).closest?.("[data-gallery] li")?.querySelector(".pick");
  gallery().classList.add("is-selecting");
  nameMonths();
  coming.observe(document.querySelector("[data-months]"), { childList: true, subtree: true });
  if (link && focused) focused.checked = true;
  last = focused ?? null;
  count();
  (focused ?? boxes().find(isSeen))?.focus({ preventScroll: true });
}

function end(at) {
  const focused = at ?? document.activeElement.closest?.("[data-gallery] li")?.querySelector("a");
  chooseNone();
  coming.disconnect();
  gallery()?.classList.remove("is-selecting");
  const start = gallery()?.querySelector("[data-select-start]");
  (focused ?? (start && isSeen(start) ? start : links().find(isSeen)))?.focus({ preventScroll: true });
  at?.closest("li")?.scrollIntoView({ block: "nearest", behavior: "instant" });
}

document.addEventListener("click", (event) => {
  const start = event.target.closest("[data-select-start]");
  if (start && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    if (isSelecting()) end();
    else begin();
  }
  if (event.target.closest("[data-select-end]")) end();
});
document.addEventListener("keydown", (event) => {
  if (!gallery()?.querySelector("[data-select-start]") || document.querySelector("dialog[open]")) return;
  if (!isShortcut(event)) return;
  if (event.key === "Escape" && isSelecting()) end();
  else if (event.key.toLowerCase() !== "x") return;
  else if (isSelecting()) end();
  else begin();
});
