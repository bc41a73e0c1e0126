// One file's row in the queue: its picture, its state in words, its progress, and what can be done about it.

import { preview } from "./upload-preview.js";

const LARGEST_PREVIEW = 25 * 1024 * 1024;
const DONE = ["added", "already-there", "restored"];

export class Row {
  #item;
  #words;
  #parts;
  #hasPicture = false;

  constructor(template, item, words, { cancel, retry }) {
    this.#item = item;
    this.#words = words;
    this.element = template.content.firstElementChild.cloneNode(true);
    const find = (name) => this.element.querySelector(`[data-${name}]`);
    this.#parts = Object.fromEntries(
      ["thumb", "name", "state", "link", "progress", "private", "found", "retry", "cancel"].map((name) => [name, find(name)]),
    );
    const { thumb, name, progress, retry: again, cancel: stop } = this.#parts;
    name.textContent = item.file.name;
    thumb.textContent = item.file.name.includes(".") ? item.file.name.split(".").pop().slice(0, 4).toUpperCase() : "";
    progress.setAttribute("aria-label", item.file.name);
    again.setAttribute("aria-label", words.say("retry-file", item.file.name));
    stop.setAttribute("aria-label", words.say("cancel-file", item.file.name));
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
    this.#link(answer?.url ? { href: answer.url, words: this.#words.say("look") } : answer?.link);
    this.#receipt(answer?.kept_private ?? []);
    if (answer?.square && !this.#hasPicture) this.#picture(answer.square);
    if (focused?.hidden) this.#keepFocus();
  }

  #inWords() {
    const { state, share, answer, wasSent, triesAnew } = this.#item;
    switch (state) {
      case "sending":
        return this.#words.say("sending", Math.floor(share * 100));
      case "cancelled":
        return this.#words.say(wasSent ? "cancelled-late" : "cancelled");
      case "pausing":
        return this.#words.say("pausing", triesAnew).replace("%m", answer.tries ?? 1);
      case "waiting":
      case "looking":
        return this.#words.say(state);
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
    if (DONE.includes(this.#item.state)) element.setAttribute("aria-label", `${link.words}: ${this.#item.file.name}`);
    else element.removeAttribute("aria-label");
  }

  #receipt(found) {
    this.#parts.private.hidden = !found.length;
    const list = new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" });
    if (found.length) this.#parts.found.textContent = this.#words.say("kept-private", list.format(found));
  }

  async #preview() {
    const { file } = this.#item;
    if (file.size > LARGEST_PREVIEW) return;
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
