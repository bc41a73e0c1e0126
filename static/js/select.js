// Choosing photos, on their own page or in the gallery: says how many are chosen, and Shift chooses all from the last one
// to this one. In the gallery the boxes appear when somebody begins to choose.

import { isShortcut } from "./keys.js";
import { interpolate, limits, ngettext, sayWhy } from "./page.js";
import { act, isInPlace } from "./select-act.js";

const form = () => document.querySelector("form[data-select]");
const boxes = () => [...(form()?.elements ?? [])].filter((each) => each.type === "checkbox");
const gallery = () => document.querySelector("[data-gallery]");
const chosen = () => boxes().filter((box) => box.checked).length;
const isTooMany = () => chosen() > limits.chosen; // for the server, in one go
let last = null;

function count() {
  const status = form()?.querySelector("[data-count]");
  if (!status) return;
  status.dataset.none ??= status.textContent; // what the page says as long as none is chosen
  status.textContent = chosen() ? inWords(chosen()) : status.dataset.none;
}

function inWords(count) {
  const words = ngettext("%(count)s photo chosen", "%(count)s photos chosen", count);
  const tooMany = ngettext(
    "%(count)s photo chosen. At most %(most)s at once, please.",
    "%(count)s photos chosen. At most %(most)s at once, please.",
    count,
  );
  return interpolate(isTooMany() ? tooMany : words, { count, most: limits.chosen });
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

document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  if (isTooMany()) event.preventDefault(); // the words beside the button say why
  else if (isSelecting() && chosen() && isInPlace(event.submitter)) {
    event.preventDefault();
    act(event.target, event.submitter).then(end, sayWhy);
  }
});
addEventListener("pageshow", count);

// A button that chooses all, and none where all are chosen.
const all = document.querySelector("[data-select] [data-all]");
if (all) all.hidden = boxes().length < 2;
all?.addEventListener("click", () => {
  const isAll = boxes().every((box) => box.checked);
  for (const box of boxes()) box.checked = !isAll;
  count();
});

// --- In the gallery -----------------------------------------------------------------------------------------------------

const isSelecting = () => Boolean(gallery()?.classList.contains("is-selecting"));

function begin() {
  const focused = document.activeElement.closest?.("[data-gallery] li")?.querySelector(".pick");
  gallery().classList.add("is-selecting");
  count();
  (focused ?? boxes()[0])?.focus();
}

function end(at) {
  const focused = at ?? document.activeElement.closest?.("[data-gallery] li")?.querySelector("a");
  for (const box of boxes()) box.checked = false;
  gallery().classList.remove("is-selecting");
  (focused ?? gallery().querySelector("[data-select-start]"))?.focus({ preventScroll: Boolean(focused) });
}

document.addEventListener("click", (event) => {
  const start = event.target.closest("[data-select-start]");
  if (start && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    (isSelecting() ? end : begin)();
  }
  if (event.target.closest("[data-select-end]")) end();
});
document.addEventListener("keydown", (event) => {
  if (!gallery()?.querySelector("[data-select-start]") || document.querySelector("dialog[open]")) return;
  if (!isShortcut(event)) return;
  if (event.key === "Escape" && isSelecting()) end();
  else if (event.key.toLowerCase() === "x") (isSelecting() ? end : begin)();
});
