// The keyboard: which keys are shortcuts, the sheet that tells them, and the arrows that go from photo to photo.

import { links } from "./album.js";

const NAME = "single-keys";

export function areSingleKeysOn() {
  try {
    return localStorage.getItem(NAME) !== "off";
  } catch {
    return true; // storage is forbidden here
  }
}

export function switchSingleKeys(on) {
  try {
    localStorage.setItem(NAME, on ? "on" : "off");
  } catch {
    // It holds for as long as the page is open then: not at all.
  }
}

/** None while somebody types, none with a modifier; and single letters can be switched off (WCAG 2.1.4), since voice
 *  control and shaking hands press them by accident. */
export function isShortcut(event) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return false;
  if (event.target.closest?.("input:not([type='checkbox']), textarea, select, details[open]")) return false;
  return event.key.length > 1 || event.key === " " || areSingleKeysOn();
}

// --- The sheet of shortcuts in the gallery ---------------------------------------------------------------------------

const sheet = document.querySelector("[data-shortcuts]");
const choice = sheet?.querySelector("[data-single-keys]");
if (choice) choice.checked = areSingleKeysOn();
choice?.addEventListener("change", () => switchSingleKeys(choice.checked));

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shortcuts-open]")) sheet.showModal();
  if (sheet && event.target === sheet) sheet.close(); // a click beside the sheet arrives at its backdrop, which is the dialog
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || !sheet || !isShortcut(event)) return;
  if (sheet.open) sheet.close();
  else sheet.showModal();
  event.preventDefault();
});

// --- From photo to photo ---------------------------------------------------------------------------------------------

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
const TURNS = { ArrowLeft: "[data-turn='newer']", ArrowRight: "[data-turn='older']", Escape: "[data-back]" };

// In the gallery the arrows go to the photo beside.
document.addEventListener("keydown", (event) => {
  if (!(event.key in STEPS) || !isShortcut(event) || document.querySelector("dialog[open]")) return;
  const all = links();
  const here = all.indexOf(document.activeElement);
  if (here < 0) return;
  all[here + STEPS[event.key]]?.focus();
  event.preventDefault();
});

// On a photo's own page they turn to it, and Escape leads back to the pet.
document.addEventListener("keydown", (event) => {
  if (event.key in TURNS && !event.shiftKey && isShortcut(event)) document.querySelector(TURNS[event.key])?.click();
});
