// One photo at a time over the gallery.
//
// Its address is the gallery's own with `?photo=<id>#photo-<id>`: the server begins the page at that photo, and what
// stands behind the # opens it here; without a script the browser scrolls to it. Opening a photo is a step in the
// browser's history, so "back" closes it; going from photo to photo changes the address and adds no step.

import { linkOf, links, renew } from "./album.js";
import { isShortcut } from "./keys.js";
import { gettext, place, say } from "./page.js";
import { has, load } from "./scroll.js";
import { Zoom } from "./zoom.js";

const NEAR_THE_END = 4; // photos before the last one: time to fetch the next page
const NOT_SHOWN = gettext("This photo could not be loaded just now.");
export const dialog = document.querySelector("[data-lightbox]");
const part = (name) => dialog.querySelector(`[data-${name}]`);
const picture = part("picture");
const turn = { newer: dialog.querySelector("[data-step='newer']"), older: dialog.querySelector("[data-step='older']") };
let current = null;

export const photo = () => current;
export const isOnTop = () => dialog.open && !document.querySelector("dialog[open]:not([data-lightbox])");

const zoom = new Zoom(part("stage"), picture, {
  onSwipe: (way) => (way === "down" ? dialog.close() : step(way === "left" ? "older" : "newer")),
  onTap: () => dialog.dispatchEvent(new CustomEvent("lightbox:tap")),
  onChange: (isZoomed) => {
    dialog.classList.toggle("is-zoomed", isZoomed);
    part("zoom").setAttribute("aria-pressed", String(isZoomed));
  },
});

// --- Opening, turning, closing ------------------------------------------------------------------------------------------

function address(link) {
  return `${location.pathname}?photo=${link.dataset.photo}#photo-${link.dataset.photo}`;
}

export function open(link, { isStep = true } = {}) {
  if (isStep) history.pushState({ lightbox: true, isStep }, "", address(link));
  show(link);
  dialog.showModal();
  part("frame").focus();
  place();
}

export function turnTo(link) {
  history.replaceState({ ...history.state, lightbox: true }, "", address(link));
  show(link);
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
  else arrows();
  return Boolean(to);
}

function beside(link, direction) {
  const all = links();
  return all[all.indexOf(link) + (direction === "older" ? 1 : -1)];
}

dialog.addEventListener("close", () => {
  const link = current;
  current = null;
  zoom.reset();
  picture.replaceChildren();
  for (const leaving of dialog.querySelectorAll(".is-leaving")) leaving.remove();
  place();
  if (named()) {
    if (history.state?.isStep) history.back();
    else history.replaceState({ ...history.state, lightbox: false }, "", location.pathname + location.search);
  }
  const seen = link?.isConnected ? link : links()[0]; // the photo may have been deleted
  if (!seen) return document.getElementById("main").focus();
  seen.closest("li").scrollIntoView({ block: "nearest", behavior: "instant" });
  seen.focus({ preventScroll: true });
});

function named() {
  return location.hash.startsWith("#photo-") ? location.hash.slice("#photo-".length) : "";
}

// The address was changed by "back", by "forward", or by hand.
const begun = location.search; // where the page as it came begins

function follow() {
  const id = named();
  if (!id && location.search !== begun) return location.reload(); // back from an address that begins elsewhere
  const link = id && linkOf(id);
  if (link && dialog.open) show(link);
  else if (link) open(link, { isStep: false });
  else if (dialog.open) dialog.close();
  else if (id && !location.search.includes(id)) location.replace(`${location.pathname}?photo=${id}#photo-${id}`);
}

addEventListener("popstate", follow);
document.addEventListener("click", (event) => {
  const isPlain = !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
  const link = isPlain && event.target.closest("[data-gallery] a[data-photo]");
  if (!link || event.defaultPrevented) return;
  event.preventDefault();
  open(link);
});

// --- What is seen -------------------------------------------------------------------------------------------------------

function show(link) {
  current = link;
  leaveSlowly();
  const thumbnail = link.querySelector(".picture");
  const [width, height] = [Number(thumbnail.getAttribute("width")), Number(thumbnail.getAttribute("height"))];
  zoom.reset();
  picture.style.setProperty("--shape", width / height);
  picture.style.setProperty("--wide", Math.max(width, 480));
  const large = image(link.dataset.full, thumbnail.alt);
  picture.replaceChildren(smaller(link, thumbnail), large);
  picture.classList.remove("is-new");
  picture.getBoundingClientRect(); // begins the animation anew
  picture.classList.add("is-new");
  large.addEventListener("load", () => arrived(link), { once: true });
  large.addEventListener("error", () => again(link, large), { once: true });

  part("caption").textContent = link.dataset.caption;
  part("date").textContent = link.dataset.date;
  arrows();
  dialog.dispatchEvent(new CustomEvent("lightbox:turned"));
}

// In a slideshow one photo fades into the next.
function leaveSlowly() {
  if (!dialog.classList.contains("is-playing") || !picture.children.length) return;
  const leaving = picture.cloneNode(true);
  leaving.classList.add("is-leaving");
  leaving.addEventListener("animationend", () => leaving.remove());
  picture.before(leaving);
}

function image(source, alt = "") {
  const made = new Image();
  made.alt = alt;
  made.src = source;
  return made;
}

// What the browser has already: the gallery's picture, else the tiny one.
function smaller(link, thumbnail) {
  const tiny = link.querySelector(".placeholder");
  const isThere = thumbnail.complete && thumbnail.naturalWidth;
  const made = image(isThere || !tiny ? thumbnail.currentSrc || thumbnail.src : tiny.src);
  made.classList.toggle("is-tiny", !isThere && Boolean(tiny));
  return made;
}

function arrived(link) {
  if (link !== current) return;
  dialog.dispatchEvent(new CustomEvent("lightbox:shown"));
  for (const direction of ["older", "newer"]) {
    const neighbour = beside(link, direction);
    if (neighbour) image(neighbour.dataset.full);
  }
  const all = links();
  if (all.length - all.indexOf(link) <= NEAR_THE_END && has("older")) load("older").then(arrows, () => {});
}

async function again(link, large) {
  try {
    await renew(link);
    large.addEventListener("load", () => arrived(link), { once: true });
    large.addEventListener("error", () => notShown(link), { once: true });
    large.src = link.dataset.full;
  } catch {
    notShown(link);
  }
}

function notShown(link) {
  if (link !== current) return;
  say(NOT_SHOWN);
  dialog.dispatchEvent(new CustomEvent("lightbox:shown"));
}

export function arrows() {
  if (!current) return;
  for (const direction of ["newer", "older"]) {
    const isEnd = !beside(current, direction) && !has(direction);
    if (isEnd && document.activeElement === turn[direction]) part("frame").focus();
    turn[direction].hidden = isEnd;
  }
}

// --- Keys and buttons ----------------------------------------------------------------------------------------------------

const KEYS = {
  ArrowLeft: () => step("newer"),
  ArrowRight: () => step("older"),
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
