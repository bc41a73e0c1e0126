// Choosing photos, on their own page or in the gallery: says how many are chosen, and Shift chooses all from the last one
// to this one. In the gallery the boxes appear when somebody begins to choose: by the button, a key, or a long press.

import { links } from "./album.js";
import { isShortcut } from "./keys.js";
import { gettext, interpolate, limits, ngettext, sayWhy } from "./page.js";
import { act, ask, isAskedFor, isInPlace } from "./select-act.js";

const form = () => document.querySelector("form[data-select]");
const boxes = () => [...(form()?.elements ?? [])].filter((each) => each.type === "checkbox");
const gallery = () => document.querySelector("[data-gallery]");
const chosen = () => boxes().filter((box) => box.checked);
const actions = () => form().querySelectorAll("[name='action']");
let last = null;

// --- How many, and what can be done with so many --------------------------------------------------------------------------

// How many an action takes at once: what is done in place goes to the server in as many steps as it needs.
function most(button) {
  if (button.value === "cover") return 1;
  return isInPlace(button) && isSelecting() ? Infinity : limits.chosen;
}

function count() {
  const status = form()?.querySelector("[data-count]");
  if (!status) return;
  const number = chosen().length;
  status.dataset.none ??= status.textContent; // what the page says as long as none is chosen
  status.textContent = number ? inWords(number) : status.dataset.none;
  for (const button of actions()) button.setAttribute("aria-disabled", String(number < 1 || number > most(button)));
  form().querySelector("[data-whole]")?.toggleAttribute("hidden", number > 0);
  const all = form().querySelector("[data-all]");
  if (all) all.hidden = boxes().length < 2;
}

function inWords(count) {
  const isAllOfMore = count === boxes().length && gallery()?.querySelector("[data-older]");
  const words = isAllOfMore
    ? gettext("%(count)s photos chosen: all down to here. Older ones come as you scroll.")
    : ngettext("%(count)s photo chosen", "%(count)s photos chosen", count);
  return interpolate(words, { count });
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
  const number = chosen().length;
  if (number < 1 || number > most(submitter)) {
    event.preventDefault();
    tellMost(submitter, number);
  } else if (isSelecting() && isAskedFor(submitter)) {
    event.preventDefault();
    ask(new URL(`../${submitter.value}/`, addressOf(target)), chosen().map((box) => box.value), end, tellProgress).catch(sayWhy);
  } else if (isSelecting() && isInPlace(submitter)) {
    event.preventDefault();
    actInPlace(target, submitter);
  }
});

let isActing = false;

async function actInPlace(form, button) {
  if (isActing) return;
  isActing = true;
  try {
    end(await act(addressOf(form), chosen().map((box) => box.value), [[button.name, button.value]], tellProgress));
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
  const words = ngettext("At most %(most)s photo at once for this, please.", "At most %(most)s photos at once for this, please.", most(button));
  const status = form().querySelector("[data-count]");
  status.textContent = number ? interpolate(words, { most: most(button) }) : gettext("Choose at least one photo first.");
}

function tellProgress(done, all) {
  form().querySelector("[data-count]").textContent = interpolate(gettext("%(done)s of %(all)s …"), { done, all });
}

// --- All, and whole months: none of them where all are chosen ---------------------------------------------------------------

function chooseAll(some) {
  const isAll = some.every((box) => box.checked);
  for (const box of some) box.checked = !isAll;
  count();
}

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-select] [data-all]")) chooseAll(boxes());
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
  count();
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
  coming.observe(document.querySelector("[data-months]"), { childList: true });
  if (link && focused) focused.checked = true;
  last = focused ?? null;
  count();
  (focused ?? boxes().find(isSeen))?.focus({ preventScroll: true });
}

function end(at) {
  const focused = at ?? document.activeElement.closest?.("[data-gallery] li")?.querySelector("a");
  for (const box of boxes()) box.checked = false;
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
