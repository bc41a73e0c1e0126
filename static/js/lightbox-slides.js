// The photo in the lightbox with its neighbours on both sides, which come into view while one drags: each is a slide, made
// of the photo's link in the gallery.

import { renew } from "./album.js";

const GLIDE_MS = 200;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Slides {
  #slides = new Map(); // by link
  #place = { x: 0, y: 0 };
  #motion = null;

  constructor(strip) {
    this.strip = strip;
  }

  /** The picture in the middle, as it may be enlarged. */
  get picture() {
    return this.#current?.querySelector(".lightbox-picture") ?? null;
  }

  get #current() {
    return this.strip.querySelector("[data-at='current']");
  }

  /** Puts a photo in the middle; `beside` is { newer, older }, of which either may be missing. */
  show(link, beside) {
    const places = new Map([[beside.newer, "newer"], [link, "current"], [beside.older, "older"]]);
    places.delete(undefined);
    for (const [known, slide] of this.#slides) {
      if (places.has(known)) continue;
      slide.remove();
      this.#slides.delete(known);
    }
    if (this.#slides.get(link)?.dataset.at !== "current") this.drag({ x: 0, y: 0 });
    for (const [each, at] of places) {
      if (!this.#slides.has(each)) this.#slides.set(each, this.strip.appendChild(slideOf(each)));
      const slide = this.#slides.get(each);
      slide.dataset.at = at;
      slide.inert = at !== "current";
    }
  }

  fadeIn() {
    const { picture } = this;
    picture.classList.remove("is-new");
    picture.getBoundingClientRect(); // begins the animation anew
    picture.classList.add("is-new");
  }

  /** In a slideshow one photo fades into the next. */
  fadeOut() {
    if (!this.#current) return;
    const leaving = this.#current.cloneNode(true);
    leaving.dataset.at = "leaving";
    leaving.addEventListener("animationend", () => leaving.remove());
    this.strip.before(leaving);
  }

  /** Resolves once the large copy of a photo that stands here has arrived; rejects where it cannot be loaded. */
  async enlarge(link) {
    const slide = this.#slides.get(link);
    if (!slide) return;
    slide.arrival ??= enlarge(slide, link);
    try {
      await slide.arrival;
    } catch (error) {
      slide.arrival = null; // whoever comes again tries again
      throw error;
    }
  }

  drag(place) {
    this.#motion?.cancel();
    this.#put(place);
  }

  #put({ x, y }) {
    this.#place = { x, y };
    this.strip.style.transform = x || y ? `translate(${x}px, ${y}px)` : "";
  }

  /** Glides until the neighbour, or with none the photo itself, is in the middle. */
  async glide(direction) {
    const side = { newer: 1, older: -1 }[direction] ?? 0;
    const neighbour = this.strip.querySelector(`[data-at="${direction}"]`);
    const from = this.#place;
    this.#put({ x: side * Math.abs(neighbour?.offsetLeft ?? 0), y: 0 });
    const frames = [from, this.#place].map(({ x, y }) => ({ transform: `translate(${x}px, ${y}px)` }));
    this.#motion = this.strip.animate(frames, { duration: calm.matches ? 0 : GLIDE_MS, easing: "ease-out" });
    await this.#motion.finished.catch(() => {}); // cut short
  }

  finish() {
    if (this.#motion?.playState === "running") this.#motion.finish();
  }

  clear() {
    this.#slides.clear();
    this.strip.replaceChildren();
    for (const leaving of this.strip.parentElement.querySelectorAll("[data-at='leaving']")) leaving.remove();
    this.drag({ x: 0, y: 0 });
  }
}

function slideOf(link) {
  const [slide, picture] = ["slide", "picture"].map((name) => {
    const made = document.createElement("div");
    made.className = `lightbox-${name}`;
    return made;
  });
  const thumbnail = link.querySelector(".picture");
  const [width, height] = [Number(thumbnail.getAttribute("width")), Number(thumbnail.getAttribute("height"))];
  picture.style.setProperty("--shape", width / height);
  picture.style.setProperty("--wide", Math.max(width, 480));
  picture.append(smaller(link, thumbnail));
  slide.append(picture);
  return slide;
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

// On a slow line the copy before the large one comes long before it, unless the gallery has it already.
async function preview(slide, thumbnail) {
  const copies = thumbnail.srcset.split(", ").map((copy) => copy.split(" ")[0]); // the largest last
  const isThere = thumbnail.complete && copies.indexOf(thumbnail.currentSrc) >= copies.length - 2;
  if (copies.length < 2 || isThere) return;
  const made = image(copies.at(-2));
  await arrival(made).catch(() => {}); // the large one may come all the same
  if (!made.naturalWidth) return;
  const shown = slide.firstElementChild.firstElementChild; // stays: a finger may be on it
  shown.classList.remove("is-tiny");
  shown.src = made.src;
}

async function enlarge(slide, link) {
  const thumbnail = link.querySelector(".picture");
  await preview(slide, thumbnail);
  const large = image(link.dataset.full, thumbnail.alt);
  slide.firstElementChild.append(large);
  try {
    await arrival(large);
  } catch {
    try {
      await renew(link);
      large.src = link.dataset.full;
      await arrival(large);
    } catch (error) {
      large.remove();
      throw error;
    }
  }
}

function arrival(picture) {
  return new Promise((resolve, reject) => {
    picture.addEventListener("load", resolve, { once: true });
    picture.addEventListener("error", reject, { once: true });
  });
}
