// One photo at a time over the gallery.
//
// Its address is the gallery's own with `?photo=<id>#photo-<id>`: the server begins the page at that photo, and what
// stands behind the # opens it here; without a script the browser scrolls to it. Opening a photo is a step in the
// browser's history, so "back" closes it; going from photo to photo changes the address and adds no step.

import { beginningAt, linkOf, links, takeOut } from "./album.js";
import { isShortcut } from "./keys.js";
import { Slides } from "./lightbox-slides.js";
import { gettext, place, say } from "./page.js";
import { has, load } from "./scroll.js";
import { Zoom } from "./zoom.js";

const NEAR_THE_END = 4; // photos before the last one: time to fetch the next page
const FLICK = 0.4; // px/ms: above it speed decides, not how far one dragged
const DRAG_SHARE = 1 / 3; // of the width
const CLOSE_PIXELS = 120;
const NOT_SHOWN = gettext("This photo could not be loaded just now.");
export const dialog = document.querySelector("[data-lightbox]");
const part = (name) => dialog.querySelector(`[data-${name}]`);
const turn = { newer: dialog.querySelector("[data-step='newer']"), older: dialog.querySelector("[data-step='older']") };
const slides = new Slides(part("strip"));
let current = null;

export const photo = () => current;
export const isOnTop = () => dialog.open && !document.querySelector("dialog[open]:not([data-lightbox])");

const zoom = new Zoom(part("stage"), {
  onGrab: () => slides.finish(),
  onDrag: ({ x, y }) => slides.drag({ x: x && !reaches(x) ? x / 3 : x, y: Math.max(0, y) / 2 }),
  onDrop: drop,
  onTap: tap,
  onChange: (isZoomed) => {
    dialog.classList.toggle("is-zoomed", isZoomed);
    part("zoom").setAttribute("aria-pressed", String(isZoomed));
  },
});

// --- Opening, turning, closing ------------------------------------------------------------------------------------------

function address(link) {
  return `${beginningAt(link.dataset.photo)}#photo-${link.dataset.photo}`;
}

export function open(link, { isStep = true } = {}) {
  if (isStep) history.pushState({ lightbox: true, isStep }, "", address(link));
  dialog.classList.remove("is-bare");
  dialog.showModal();
  show(link);
  part("frame").focus();
  place();
}

export function turnTo(link, { isThere = false } = {}) {
  history.replaceState({ ...history.state, lightbox: true }, "", address(link));
  show(link, { isThere });
}

// Resolves to whether there was a photo to go to; the gallery's next page is fetched where this one is at its end.
export async function step(direction) {
  const from = current;
  let to = beside(from, direction);
  if (!to && has(direction)) {
    try {
      await load(direction);
    } catch {
      say(NOT_SHOWN);
    }
    if (current !== from) return false; // closed or turned meanwhile
    to = beside(from, direction);
  }
  if (to) turnTo(to);
  else refreshNeighbours();
  return Boolean(to);
}

function beside(link, direction) {
  const all = links();
  return all[all.indexOf(link) + (direction === "older" ? 1 : -1)];
}

const neighboursOf = (link) => ({ newer: beside(link, "newer"), older: beside(link, "older") });

dialog.addEventListener("close", () => {
  const link = current;
  current = null;
  zoom.attach(null);
  slides.clear();
  place();
  leaveAddress();
  const seen = link?.isConnected ? link : links()[0]; // the photo may have been deleted
  if (!seen) return document.getElementById("main").focus();
  const { top, bottom } = seen.getBoundingClientRect();
  const middle = (top + bottom) / 2;
  if (middle < 0 || middle > innerHeight) seen.closest("li").scrollIntoView({ block: "nearest", behavior: "instant" });
  seen.focus({ preventScroll: true });
});

function leaveAddress() {
  if (isTakenBack || !named()) return;
  if (history.state?.isStep) return takeBack();
  history.replaceState({ ...history.state, lightbox: false }, "", location.pathname + location.search);
  begun = location.search;
}

function named() {
  return location.hash.startsWith("#photo-") ? location.hash.slice("#photo-".length) : "";
}

// The address was changed by "back", by "forward", or by hand.
let begun = location.search; // where the page as it came begins
let isTakenBack = false;

function follow() {
  dialog.dispatchEvent(new CustomEvent("lightbox:address"));
  const id = named();
  if (!id && location.search !== begun) return location.reload(); // back from an address that begins elsewhere
  const link = id && linkOf(id);
  if (link && link === current) return;
  if (link && dialog.open) show(link);
  else if (link) open(link, { isStep: false });
  else if (dialog.open) dialog.close();
  else if (id && !location.search.includes(id)) location.replace(`${beginningAt(id)}#photo-${id}`);
}

addEventListener("popstate", () => {
  if (!isTakenBack) return follow();
  isTakenBack = false;
  if (dialog.open) history.replaceState(history.state, "", address(current)); // it may have been turned meanwhile
  else leaveAddress();
});

/** Takes a step back that was made here, not by whoever presses "back". */
export function takeBack() {
  isTakenBack = true;
  history.back();
}
document.addEventListener("click", (event) => {
  const isPlain = !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
  const link = isPlain && event.target.closest("[data-gallery] a[data-photo]");
  if (!link || event.defaultPrevented) return;
  event.preventDefault();
  open(link);
});

// --- What is seen -------------------------------------------------------------------------------------------------------

// `isThere` is a photo that was dragged to its place already.
function show(link, { isThere = false } = {}) {
  current = link;
  if (dialog.classList.contains("is-playing")) slides.fadeOut();
  slides.show(link, neighboursOf(link));
  if (!isThere) slides.fadeIn();
  zoom.attach(slides.picture);
  renewWords();
  dialog.dispatchEvent(new CustomEvent("lightbox:turned"));
  arrive(link);
}

async function arrive(link) {
  try {
    await slides.enlarge(link);
  } catch {
    if (link === current) say(NOT_SHOWN);
  }
  if (link !== current) return;
  dialog.dispatchEvent(new CustomEvent("lightbox:shown"));
  for (const direction of ["older", "newer"]) slides.enlarge(beside(link, direction)).catch(() => {}); // asked for again there
  const all = links();
  if (all.length - all.indexOf(link) <= NEAR_THE_END && has("older")) load("older").then(refreshNeighbours, () => {});
}

/** A photo whose caption or date has changed, at whichever place it has now. */
export function renewWords() {
  const [, large] = slides.picture.children;
  if (large) large.alt = current.querySelector(".picture").alt;
  part("caption").textContent = current.dataset.caption;
  part("date").textContent = current.dataset.date;
  refreshNeighbours();
}

/** Goes on from a photo that is in the album no more, and takes it out there; gives what puts it back. */
export async function takeAway(link) {
  if (link === current && !(await step("older")) && !(await step("newer"))) dialog.close();
  const putBack = takeOut(link);
  refreshNeighbours();
  return putBack;
}

/** The slides and arrows beside a photo, after photos came to the gallery or went from it. */
export function refreshNeighbours() {
  if (!current) return;
  const neighbours = neighboursOf(current);
  slides.show(current, neighbours);
  for (const [direction, neighbour] of Object.entries(neighbours)) {
    const isEnd = !neighbour && !has(direction);
    if (isEnd && document.activeElement === turn[direction]) part("frame").focus();
    turn[direction].hidden = isEnd;
  }
}

// --- Fingers ------------------------------------------------------------------------------------------------------------

const sideOf = (x) => (x < 0 ? "older" : "newer");
const reaches = (x) => beside(current, sideOf(x)) || has(sideOf(x));

// A drag turns where it was fast or long enough, and was not taken back in the end.
async function drop({ x, y }, speed) {
  if (!current) return;
  const [from, direction] = [current, sideOf(x)];
  if (y > CLOSE_PIXELS || (y > CLOSE_PIXELS / 4 && speed.y > FLICK)) return dialog.close();
  const onward = Math.sign(x) * speed.x;
  const isTurned = onward > FLICK || (onward > -FLICK && Math.abs(x) > DRAG_SHARE * part("stage").clientWidth);
  const to = isTurned && x && beside(from, direction);
  await slides.glide(to ? direction : "");
  if (current !== from) return; // closed or turned meanwhile
  if (to) turnTo(to, { isThere: true });
  else if (isTurned && has(direction)) step(direction);
}

// One tap of a finger hides what stands around the picture, which has the whole screen then; another brings it back.
function tap(pointer) {
  const isFree = dialog.dispatchEvent(new CustomEvent("lightbox:tap", { cancelable: true }));
  if (isFree && pointer !== "mouse") dialog.classList.toggle("is-bare");
}

dialog.addEventListener("keydown", ({ key }) => key === "Tab" && dialog.classList.remove("is-bare"));

// --- Keys and buttons ----------------------------------------------------------------------------------------------------

const KEYS = {
  ArrowLeft: () => step("newer"),
  ArrowRight: () => step("older"),
  Home: () => turnTo(links()[0]),
  End: () => turnTo(links().at(-1)),
  "+": () => zoom.by(1.5),
  "=": () => zoom.by(1.5),
  "-": () => zoom.by(1 / 1.5),
  0: () => zoom.reset(),
};
document.addEventListener("keydown", (event) => {
  const act = KEYS[event.key];
  if (!act || !isShortcut(event) || !isOnTop()) return;
  event.preventDefault();
  act();
});
turn.newer.addEventListener("click", () => step("newer"));
turn.older.addEventListener("click", () => step("older"));
part("close").addEventListener("click", () => dialog.close());
part("zoom").addEventListener("click", () => zoom.toggle());

follow();
