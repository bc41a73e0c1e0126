// The sheet of keyboard shortcuts, and the arrow keys that go from photo to photo in the gallery.

import { links } from "./album.js";
import { areSingleKeysOn, isShortcut, switchSingleKeys } from "./keys.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
const sheet = document.querySelector("[data-shortcuts]");
const choice = sheet.querySelector("[data-single-keys]");

choice.checked = areSingleKeysOn();
choice.addEventListener("change", () => switchSingleKeys(choice.checked));

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shortcuts-open]")) sheet.showModal();
  if (event.target === sheet) sheet.close(); // a click beside the sheet arrives at its backdrop, which is the dialog
});

document.addEventListener("keydown", (event) => {
  if (!isShortcut(event)) return;
  if (event.key === "?") {
    if (sheet.open) sheet.close();
    else sheet.showModal();
    event.preventDefault();
  } else if (event.key in STEPS && !document.querySelector("dialog[open]")) {
    const all = links();
    const here = all.indexOf(document.activeElement);
    if (here < 0) return;
    all[here + STEPS[event.key]]?.focus();
    event.preventDefault();
  }
});
