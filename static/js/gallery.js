// What a page of photos brings along at once: the grid that goes on, the lightbox, the keys. All else waits until somebody
// needs it: the first press or key that asks for it is held back, and happens again once the script is there.

import { isShortcut } from "./keys.js";
import { dialog } from "./lightbox.js";
import { gettext, say } from "./page.js";
import "./scroll.js";

const actions = () => import("./lightbox-actions.js");
const slideshow = () => import("./slideshow.js");
const select = () => import("./select.js");
const upload = () => import("./upload.js");

// The month at the top and the rail at the edge are for who scrolls.
addEventListener("scroll", () => import("./months.js").catch(() => {}), { once: true, passive: true });

// --- Presses and keys ----------------------------------------------------------------------------------------------------

later("[data-lightbox] :is([data-mark], [data-details], [data-download], [data-delete])", ["f", "i", "delete"], actions);
later("[data-slideshow], [data-play]", ["s"], slideshow);
later("[data-select-start]", ["x"], select);
chooseByLongPress();
// Once a photo is seen, what can be done with it is at hand before somebody presses anything.
dialog.addEventListener("lightbox:shown", () => actions().catch(() => {}), { once: true });

function later(pressed, keys, load) {
  const held = new AbortController();
  const options = { capture: true, signal: held.signal };
  let isComing = false;

  async function hold(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isComing) return;
    isComing = true;
    try {
      await load();
    } catch {
      isComing = false; // the next press tries again
      say(gettext("That did not work just now. Please try again."));
      return;
    }
    held.abort();
    event.target.dispatchEvent(new event.constructor(event.type, event));
  }

  addEventListener(
    "click",
    (event) => {
      const isPlain = !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
      if (isPlain && event.target.closest(pressed)) hold(event);
    },
    options,
  );
  addEventListener("keydown", (event) => keys.includes(event.key.toLowerCase()) && isShortcut(event) && hold(event), options);
}

// --- A finger that rests on a photo chooses it -----------------------------------------------------------------------------

const RESTS_MS = 500;
const MOVES_PX = 10;

function chooseByLongPress() {
  let timer, from;
  let isChosen = false; // until the finger is lifted, which arrives as a click
  const isChoosable = ({ pointerType, target }) =>
    pointerType !== "mouse" && document.querySelector("[data-select-start]") && target.closest("[data-gallery] a[data-photo]");
  const stop = () => clearTimeout(timer);
  const choose = (link) =>
    select().then(({ begin }) => {
      isChosen = true;
      begin(link);
    });
  addEventListener("pointerdown", (event) => {
    stop();
    isChosen = false;
    const link = isChoosable(event);
    if (!link) return;
    from = event;
    timer = setTimeout(() => choose(link).catch(() => {}), RESTS_MS); // the press of the button tells what is wrong
  });
  addEventListener(
    "click",
    (event) => {
      if (!isChosen) return;
      isChosen = false;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
  addEventListener("pointermove", ({ clientX, clientY }) => {
    if (from && Math.hypot(clientX - from.clientX, clientY - from.clientY) > MOVES_PX) stop();
  });
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, stop);
  addEventListener("contextmenu", (event) => isChoosable(event) && event.preventDefault()); // the browser's own menu
}

// --- Uploading -----------------------------------------------------------------------------------------------------------

// Links to the page of the upload form, and the button of the camera, open the browser's own dialog here. upload.js comes
// meanwhile, and takes what was chosen or dropped before it came. Where it does not come, the browser sends the form.

const form = document.querySelector("form[data-upload]");
if (form) waitForFiles();

function waitForFiles() {
  const waiting = new AbortController();
  const options = { signal: waiting.signal };
  const load = () => upload().then(() => waiting.abort());
  const files = form.querySelector("[data-files]");
  const overlay = document.querySelector("[data-overlay]");
  let isFromHere = false; // a picture of this page, which counts as a file too
  const isFile = (event) => !isFromHere && [...(event.dataTransfer?.types ?? [])].includes("Files");

  document.addEventListener("click", (event) => {
    const isPlain = !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
    const input = isPlain && form.querySelector(`[data-${event.target.closest("[data-choose]")?.dataset.choose}]`);
    if (!input) return;
    event.preventDefault();
    input.click();
    load().catch(() => {}); // it is tried again when something was chosen
  });

  function take(chosen) {
    files.files = chosen;
    load().catch(() => form.submit());
  }

  function chosenIn({ target }) {
    const chosen = target.files;
    if (target !== files) target.value = ""; // the camera's is none that the form sends
    take(chosen);
  }

  form.addEventListener("change", chosenIn, options);
  addEventListener("dragstart", () => (isFromHere = true), options);
  addEventListener("dragend", () => (isFromHere = false), options);
  addEventListener("dragover", (event) => isFile(event) && event.preventDefault(), options);
  addEventListener("dragenter", (event) => {
    if (!isFile(event)) return;
    overlay.hidden = false;
    load().catch(() => (overlay.hidden = true));
  }, options);
  addEventListener("dragleave", (event) => !event.relatedTarget && (overlay.hidden = true), options);
  addEventListener(
    "drop",
    (event) => {
      if (!isFile(event)) return;
      event.preventDefault(); // else the browser would open it instead of this page
      overlay.hidden = true;
      take(event.dataTransfer.files);
    },
    options,
  );
}
