// For who scrolls: the month at the top of the screen, and the rail at its edge, along which a finger or a mouse goes to
// any month. Which months there are is asked for when the rail is first touched; its grip is a link to that page.

import { linkOf, pageAt } from "./album.js";

// What is seen there, as a share of the width and in px from the top, is what the month is told of; of several, since one
// may be between two photos.
const PLACES = [[0.25, 72], [0.25, 112], [0.4, 112]];
const A_DRAG = 8; // px
const rail = document.querySelector("[data-rail]");
const grip = rail?.querySelector("[data-grip]");
const bubble = rail?.querySelector("[data-bubble]");
const ticks = rail?.querySelector("[data-ticks]");
let asked = null; // the links of all months, or their promise
let isDue = false; // `tell`, with the next frame
let resting;

// --- The month at the top -----------------------------------------------------------------------------------------------

function tell() {
  isDue = false;
  const gallery = document.querySelector("[data-gallery]");
  const now = gallery?.querySelector("[data-month-now]");
  if (!now) return;
  const { left, top, width } = gallery.getBoundingClientRect();
  const isAbove = top < 0;
  const seen = isAbove ? PLACES.map(([x, y]) => document.elementFromPoint(left + x * width, y)?.closest("[data-month]")) : [];
  now.textContent = seen.find(Boolean)?.querySelector(".month-name").textContent ?? "";
  rail?.classList.toggle("is-seen", isAbove && Boolean(document.querySelector("[data-jump]")));
  clearTimeout(resting);
  resting = setTimeout(() => rail?.classList.remove("is-seen"), 2500);
}

addEventListener(
  "scroll",
  () => {
    if (!isDue) requestAnimationFrame(tell);
    isDue = true;
  },
  { passive: true },
);
tell();

// --- The rail -------------------------------------------------------------------------------------------------------------

async function askForMonths() {
  const page = await pageAt(grip.href);
  const links = [...page.querySelectorAll("[data-jumps] a")];
  let year = "";
  ticks.replaceChildren(
    ...links.map((link) => {
      const tick = document.createElement("li");
      if (link.dataset.year !== year) tick.textContent = year = link.dataset.year;
      return tick;
    }),
  );
  return links;
}

// The month at that height of the screen, and its words.
function at(links, y) {
  const { top, height } = ticks.getBoundingClientRect();
  const part = Math.min(0.999, Math.max(0, (y - top) / height));
  const link = links[Math.floor(part * links.length)];
  return { link, words: `${link.textContent} ${link.dataset.year}` };
}

function jump(link) {
  const photo = linkOf(new URL(link.href, location).searchParams.get("photo") ?? "");
  if (!photo) return location.assign(link.href);
  photo.closest("li").scrollIntoView({ block: "start", behavior: "instant" });
  photo.focus({ preventScroll: true });
}

function drag(begun) {
  let links = null;
  let y = begun.clientY;
  let isDrag = false;
  const show = () => {
    if (!isDrag) return;
    rail.classList.add("is-open");
    bubble.textContent = links?.length ? at(links, y).words : "…";
    bubble.style.setProperty("top", `${y}px`);
  };
  const move = (event) => {
    y = event.clientY;
    isDrag ||= Math.abs(y - begun.clientY) > A_DRAG;
    show();
  };
  const end = (event) => {
    const chosen = event.type === "pointerup" && isDrag && links?.length ? at(links, y).link : null;
    rail.classList.remove("is-open");
    for (const [name, act] of Object.entries(acts)) grip.removeEventListener(name, act);
    if (chosen) jump(chosen);
    if (isDrag) grip.addEventListener("click", (click) => click.preventDefault(), { once: true });
    setTimeout(() => grip.blur(), 0);
  };
  const acts = { pointermove: move, pointerup: end, pointercancel: end };
  grip.setPointerCapture(begun.pointerId);
  for (const [name, act] of Object.entries(acts)) grip.addEventListener(name, act);
  asked ??= askForMonths();
  asked.then(
    (found) => {
      links = found;
      show();
    },
    () => (asked = null), // the grip is still a link
  );
}

grip?.addEventListener("pointerdown", (event) => event.button === 0 && drag(event));
grip?.addEventListener("dragstart", (event) => event.preventDefault()); // of the link itself
