// The album by itself: one photo after the other, filling the screen where the browser allows that.

import { links } from "./album.js";
import { isShortcut } from "./keys.js";
import { dialog, open, step, turnTo } from "./lightbox.js";

const SECONDS = 5;
const IDLE_MS = 2500;
const frame = dialog.querySelector("[data-frame]");
const button = dialog.querySelector("[data-play]");
let isPlaying = false;
let hasBegun = false;
let next;
let idle;
let wakeLock = null;

function play() {
  isPlaying = hasBegun = true;
  show();
  if (!document.fullscreenElement) frame.requestFullscreen?.().catch(() => {}); // some browsers and people do not allow it
  stayAwake();
  wait();
}

function pause() {
  isPlaying = false;
  clearTimeout(next);
  wakeLock?.release().catch(() => {});
  wakeLock = null;
  show();
}

function show() {
  dialog.classList.toggle("is-playing", isPlaying);
  button.setAttribute("aria-pressed", String(isPlaying));
  // Photos that change by themselves are not read out one by one.
  dialog.querySelector("[aria-live]").setAttribute("aria-live", isPlaying ? "off" : "polite");
  stir();
}

// The next photo comes some seconds after this one has arrived, and not while nobody can see it.
function wait() {
  clearTimeout(next);
  if (isPlaying && !document.hidden) next = setTimeout(goOn, SECONDS * 1000);
}

async function goOn() {
  if (!(await step("older")) && isPlaying && dialog.open) turnTo(links()[0]); // from the beginning
}

async function stayAwake() {
  try {
    wakeLock = (await navigator.wakeLock?.request("screen")) ?? null;
  } catch {
    // The battery is low, or the browser does not: the show goes on.
  }
}

function stir() {
  dialog.classList.remove("is-idle");
  clearTimeout(idle);
  idle = setTimeout(() => dialog.classList.add("is-idle"), IDLE_MS);
}

function begin() {
  if (!dialog.open) {
    const [first] = links();
    if (!first) return;
    open(document.activeElement.matches("a[data-photo]") ? document.activeElement : first);
  }
  play();
}

dialog.addEventListener("lightbox:shown", wait);
dialog.addEventListener("lightbox:tap", (event) => {
  if (!isPlaying) return;
  event.preventDefault(); // this tap only pauses
  pause();
});
dialog.addEventListener("pointermove", stir);
dialog.addEventListener("keydown", stir);
dialog.addEventListener("close", () => {
  pause();
  hasBegun = false;
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
});
document.addEventListener("visibilitychange", () => {
  if (isPlaying && !document.hidden) stayAwake(); // a lock ends when its page is hidden
  wait();
});
document.addEventListener("fullscreenchange", () => {
  if (!document.fullscreenElement && isPlaying) pause();
});

button.addEventListener("click", () => (isPlaying ? pause() : play()));
document.addEventListener("click", (event) => event.target.closest("[data-slideshow]") && begin());
document.addEventListener("keydown", (event) => {
  if (!isShortcut(event) || document.querySelector("dialog[open]:not([data-lightbox])")) return;
  if (event.key.toLowerCase() === "s") {
    event.preventDefault();
    if (isPlaying) pause();
    else begin();
  } else if (event.key === " " && hasBegun && !event.target.closest("button, a")) {
    event.preventDefault();
    if (isPlaying) pause();
    else play();
  }
});
