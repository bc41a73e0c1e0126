// The details of the photo in the lightbox, in a sheet over it: caption and date edited in place, cover, download. The
// server renders all of it, as on the photo's own page; here it is fetched, sent and put into its place.
//
// The sheet is a step in the browser's history, so "back" closes it and leaves one at the photo.

import { detailsAt, linkOf, pageAt, post, refresh, send } from "./album.js";
import { renewCard, renewCards } from "./album-places.js";
import { isShortcut } from "./keys.js";
import { dialog, photo, refreshNeighbours, renewWords, takeAway, takeBack, turnTo } from "./lightbox.js";
import { gettext, place as placeToasts, say, sayWhy } from "./page.js";
import { offerUndo } from "./undo.js";
import { askAlsoIf, isChanged } from "./unsaved.js";

const sheet = document.querySelector("[data-sheet]");
const place = sheet.querySelector("[data-place]");
const unsaved = new Map(); // what was typed and not saved, by link
askAlsoIf(() => unsaved.size > 0);
let shown = null;

// An album needs the sheet's style no earlier than the sheet, whose first opening waits for it.
await new Promise((done) => {
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: sheet.dataset.style });
  style.onload = style.onerror = done;
  document.head.append(style);
});
let isSending = false;

export async function open(link, { isStep }) {
  if (sheet.open) return;
  if (isStep) history.pushState({ ...history.state, details: true }, "", location.href);
  shown = link;
  place.replaceChildren(unsaved.get(link) ?? oneMoment());
  sheet.showModal();
  placeToasts();
  if (!unsaved.has(link)) await fetchDetails(link);
}

function oneMoment() {
  const words = document.createElement("p");
  words.className = "muted";
  words.textContent = gettext("One moment …");
  return words;
}

async function fetchDetails(link) {
  try {
    const { details } = await detailsAt(link.href);
    if (link !== shown) return;
    typeAgain(details, link);
    place.replaceChildren(details);
  } catch (error) {
    if (link !== shown) return;
    sheet.close();
    sayWhy(error);
  }
}

// --- Sending ------------------------------------------------------------------------------------------------------------

sheet.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  event.submitter?.setAttribute("aria-disabled", "true");
  try {
    await (form.matches(".move") ? move(form, event.submitter, shown) : edit(form, shown));
  } catch (error) {
    sayWhy(error); // what was typed stays
  } finally {
    isSending = false;
    event.submitter?.removeAttribute("aria-disabled");
  }
});

async function edit(form, link) {
  const address = form.getAttribute("action");
  const { details, isDone } = await detailsAt(address, { method: "POST", body: new FormData(form) });
  if (isDone) unsaved.delete(link);
  if (link === shown) show(details, address);
  else if (!isDone) {
    unsaved.set(link, details); // the sheet was closed meanwhile
    sayWhy({});
  }
  if (isDone) await saved(details, link);
}

function show(details, address) {
  place.replaceChildren(details);
  const wrong = details.querySelector("[aria-invalid='true']");
  (wrong ?? details.querySelector(`[action="${address}"] [type="submit"]`) ?? sheet.querySelector("h2")).focus();
  details.querySelector("[role='alert']")?.scrollIntoView({ block: "nearest" });
}

async function saved(details, link) {
  for (const words of details.querySelectorAll("[data-said]")) {
    say(words.textContent);
    words.remove();
  }
  refresh().catch(() => {}); // it is right again on the next page
  const isThere = await renewCard(link.dataset.photo).catch(() => true); // the same
  if (!isThere) location.reload(); // the album goes on at the photo, where it stands now
  else if (link === photo()) renewWords();
}

// --- Moving to another pet: the form of that page, in the sheet -----------------------------------------------------------

async function askWhere(address) {
  const link = shown;
  try {
    const page = await pageAt(address);
    if (page.querySelector(".pager")) return location.assign(address); // of many pets one chooses on the page itself
    if (link === shown) place.replaceChildren(page.querySelector(".move"));
    sheet.querySelector("h2").focus();
  } catch (error) {
    sayWhy(error);
  }
}

async function move(form, button, link) {
  const body = new FormData(form);
  body.set(button.name, button.value);
  const { done, words, undo } = await post(form.getAttribute("action"), body);
  if (!done.length) return say(words.join(" "));
  sheet.close();
  await takeAway(link);
  refresh().catch(() => {});
  offerUndo(words.join(" "), async () => {
    const { now } = await send(undo.address, undo.fields);
    await renewCards(now); // it is another record now, and stands where the server says
    refresh().catch(() => {});
    const back = linkOf(now[0] ?? "");
    if (dialog.open && back) turnTo(back);
    else refreshNeighbours();
  });
}

// --- Closing ------------------------------------------------------------------------------------------------------------

function isUnsaved() {
  const fields = [...place.querySelectorAll("textarea, input:not([type='hidden'])")];
  return place.querySelector("[data-unsaved='yes']") || fields.some(isChanged);
}

sheet.addEventListener("close", () => {
  if (isUnsaved()) unsaved.set(shown, place.firstElementChild); // there again when the sheet is
  else unsaved.delete(shown);
  shown = null;
  place.replaceChildren();
  placeToasts();
  if (history.state?.details) takeBack();
});

// Beside the sheet is its backdrop, which is the dialog itself. A press that begins in the sheet selects words there.
let isBeside = false;
sheet.addEventListener("pointerdown", ({ target }) => (isBeside = target === sheet));
sheet.addEventListener("click", (event) => {
  if (isBeside && event.target === sheet) sheet.close();
  const [anew, elsewhere] = ["anew", "move-to"].map((name) => event.target.closest(`[data-${name}]`));
  if (!anew && !elsewhere) return;
  event.preventDefault();
  if (anew) fetchDetails(shown);
  else askWhere(elsewhere.href);
});
sheet.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "i" || !isShortcut(event)) return;
  event.preventDefault();
  sheet.close();
});
dialog.addEventListener("lightbox:address", () => {
  if (sheet.open && !history.state?.details) sheet.close();
});

// --- What was typed outlives a reload, and a login by the way -------------------------------------------------------------

const fieldsIn = (element) => [...element.querySelectorAll("[name]:not([name='csrfmiddlewaretoken'])")];

addEventListener("pagehide", () => {
  if (!sheet.open || !isUnsaved()) return;
  const typed = Object.fromEntries(fieldsIn(place).map(({ name, value }) => [name, value])); // with the version it was made from
  try {
    sessionStorage.setItem(nameOf(shown), JSON.stringify(typed));
  } catch {
    // Storage is forbidden here.
  }
});

function typeAgain(details, link) {
  try {
    const typed = JSON.parse(sessionStorage.getItem(nameOf(link)) ?? "{}");
    sessionStorage.removeItem(nameOf(link));
    for (const field of fieldsIn(details)) field.value = typed[field.name] ?? field.value;
  } catch {
    // Nothing was kept.
  }
}

const nameOf = (link) => `typed ${link.dataset.photo}`;
