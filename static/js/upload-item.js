// One file's row in the queue: its picture, its state in words, its progress, and what can be done about it.

import { gettext, interpolate, limits } from "./page.js";

const PREVIEW_PIXELS = 128;
export const WELL = ["added", "already-there", "restored"];
let last = Promise.resolve(); // one small picture is decoded at a time: a phone has no memory for more

export class Row {
  #item;
  #parts;
  #hasPicture = false;

  constructor(template, item, { cancel, retry }) {
    this.#item = item;
    this.element = template.content.firstElementChild.cloneNode(true);
    const find = (name) => this.element.querySelector(`[data-${name}]`);
    this.#parts = Object.fromEntries(
      ["thumb", "name", "state", "link", "progress", "private", "found", "retry", "cancel"].map((name) => [name, find(name)]),
    );
    const { thumb, name, progress, retry: again, cancel: stop } = this.#parts;
    name.textContent = item.file.name;
    thumb.textContent = item.file.name.includes(".") ? item.file.name.split(".").pop().slice(0, 4).toUpperCase() : "";
    progress.setAttribute("aria-label", item.file.name);
    again.setAttribute("aria-label", interpolate(gettext("Try again: %(file)s"), { file: item.file.name }));
    stop.setAttribute("aria-label", interpolate(gettext("Cancel: %(file)s"), { file: item.file.name }));
    again.addEventListener("click", () => retry(item));
    stop.addEventListener("click", () => cancel(item));
    this.#preview();
    this.show();
  }

  show() {
    const { state, share, answer } = this.#item;
    const { progress, retry, cancel } = this.#parts;
    const isUnderWay = state === "sending" || state === "looking";
    const focused = this.element.contains(document.activeElement) ? document.activeElement : null;
    this.element.dataset.state = state;
    this.#parts.state.textContent = this.#inWords();
    progress.hidden = !isUnderWay;
    if (state === "sending") progress.value = share;
    else progress.removeAttribute("value");
    retry.hidden = state !== "failed" && state !== "cancelled";
    cancel.hidden = !(isUnderWay || state === "waiting" || state === "pausing");
    this.#link(answer?.url ? { href: answer.url, words: gettext("Look at it") } : answer?.link);
    this.#receipt(answer?.kept_private ?? []);
    if (answer?.square && !this.#hasPicture) this.#picture(answer.square);
    if (focused?.hidden) this.#keepFocus();
  }

  #inWords() {
    const { state, share, answer, wasSent, triesAnew } = this.#item;
    switch (state) {
      case "waiting":
        return gettext("Waiting");
      case "sending":
        return interpolate(gettext("Sending, %(percent)s %"), { percent: Math.floor(share * 100) });
      case "looking":
        return gettext("Sent. We are looking at it");
      case "pausing":
        return interpolate(gettext("It did not go in yet. We try again in a moment (%(tries)s of %(most)s)"), {
          tries: triesAnew,
          most: answer.tries ?? 1,
        });
      case "cancelled":
        return wasSent
          ? gettext("Cancelled, but it had been sent by then and may be in the album")
          : gettext("Cancelled");
      default:
        return answer.words;
    }
  }

  #link(link) {
    const element = this.#parts.link;
    element.hidden = !link;
    if (!link) return;
    element.href = link.href;
    element.textContent = link.words;
    if (link.isElsewhere) element.target = "_blank"; // here, the chosen files would be lost
    else element.removeAttribute("target");
    if (WELL.includes(this.#item.state)) element.setAttribute("aria-label", `${link.words}: ${this.#item.file.name}`);
    else element.removeAttribute("aria-label");
  }

  #receipt(found) {
    this.#parts.private.hidden = !found.length;
    const list = new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" });
    if (!found.length) return;
    this.#parts.found.textContent = interpolate(gettext("Kept private: %(found)s"), { found: list.format(found) });
  }

  async #preview() {
    const { file } = this.#item;
    if (file.size > limits.bytes) return;
    const canvas = await preview(file, () => !this.#hasPicture && this.element.isConnected);
    if (canvas && !this.#hasPicture) this.#put(canvas);
  }

  #picture(source) {
    const image = new Image();
    image.alt = "";
    image.addEventListener("load", () => this.#hasPicture || this.#put(image));
    image.src = source;
  }

  #put(picture) {
    this.#hasPicture = true;
    this.#parts.thumb.replaceChildren(picture);
  }

  /** A button that one has just pressed, or was about to, goes away: what is there instead takes the focus. */
  #keepFocus() {
    const next = [this.#parts.retry, this.#parts.cancel, this.#parts.link].find((each) => !each.hidden);
    (next ?? this.element).focus();
  }
}

// --- Small pictures of files that are not sent yet -------------------------------------------------------------------

/** A canvas, or null where the browser cannot show the file (HEIC in most) or `isWanted()` says no by then. */
function preview(file, isWanted) {
  last = last.then(() => (isWanted() ? drawn(file) : null)).catch(() => null);
  return last;
}

async function drawn(file) {
  const bitmap = await createImageBitmap(file);
  const side = Math.min(bitmap.width, bitmap.height);
  const [left, top] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = PREVIEW_PIXELS;
  canvas.getContext("2d").drawImage(bitmap, left, top, side, side, 0, 0, PREVIEW_PIXELS, PREVIEW_PIXELS);
  bitmap.close();
  return canvas;
}
