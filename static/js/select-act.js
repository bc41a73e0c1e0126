// What is done with photos without leaving the album: what was deleted or moved goes out of it in place, and comes back by
// undo. The server says which photos are done, what to say, and what undo sends to where.

import { linkOf, links, pageAt, post, refresh, send, takeOut } from "./album.js";
import { gettext, interpolate, limits, place, say, sayWhy } from "./page.js";
import { offerUndo } from "./undo.js";

const MOVED_AT_ONCE = 10; // their files are copied, which takes a while

const IN_PLACE = ["delete", "favourite", "cover"];
const LEAVES = ["delete", "move"];
const ASKED_FOR = ["move", "dates"]; // they need to know more first
export const isInPlace = (button) => IN_PLACE.includes(button.value);
export const isAskedFor = (button) => ASKED_FOR.includes(button.value);

/** Does it by as many requests as it takes, and says so. Resolves to the photo at which one stands then: the first that was
 *  done, or the one beside it. Throws as `post` does where nothing was done. */
export async function act(address, ids, fields, onProgress = () => {}) {
  const name = Object.fromEntries(fields).action ?? "move";
  const told = { done: [], words: [], left: new Set(), undos: [] };
  const size = name === "move" ? MOVED_AT_ONCE : limits.chosen;
  let failure = null;
  for (let from = 0; from < ids.length && !failure; from += size) {
    const some = ids.slice(from, from + size);
    try {
      add(told, await send(address, [...fields, ...some.map((id) => ["photo", id])]));
    } catch (error) {
      failure = error;
    }
    onProgress(Math.min(from + size, ids.length), ids.length);
  }
  if (failure && !told.done.length) throw failure;
  if (ids.length > size) {
    const sum = interpolate(gettext("%(done)s of %(all)s photos done."), { done: told.done.length, all: ids.length });
    told.words = [sum, ...told.left];
  }
  if (failure) told.words.push(gettext("The others could not be saved just now."));
  return show(name, told);
}

function add(told, { done, words, undo }) {
  told.done.push(...done);
  told.words.push(...words);
  for (const each of words.slice(done.length ? 1 : 0)) told.left.add(each);
  if (undo) told.undos.unshift(undo);
}

function show(name, { done, words, undos }) {
  const chosen = done.map(linkOf).filter(Boolean);
  const at = links().indexOf(chosen[0]);
  const putBacks = LEAVES.includes(name) ? chosen.map(takeOut).reverse() : [];
  if (name === "favourite") for (const link of chosen) link.toggleAttribute("data-favourite", true);
  refresh().catch(() => {}); // it is right again on the next page
  tell(words, undos, () => {
    if (name !== "delete") return location.reload(); // what was moved is another photo when it comes back
    for (const putBack of putBacks) putBack();
    if (!chosen.every((link) => link.isConnected)) return location.reload(); // the gallery was replaced meanwhile
    refresh().catch(() => {});
  });
  return links()[at] ?? links().at(-1);
}

function tell(words, undos, takeBack) {
  if (!undos.length) return say(words.join(" "));
  offerUndo(words.join(" "), async () => {
    while (undos.length) {
      await send(undos[0].address, undos[0].fields);
      undos.shift();
    }
    takeBack();
  });
}

// --- What asks for more first: the form of the page without scripts, in a sheet ----------------------------------------------

export async function ask(address, ids, onDone) {
  const url = new URL(address, location);
  url.search = new URLSearchParams(ids.map((id) => ["photo", id]));
  const page = await pageAt(url);
  if (page.querySelector(".pager")) return location.assign(url); // of many pets one chooses on the page itself
  const form = page.querySelector("form[data-chosen]");
  if (!form) throw new Error(`${address} has no form`);
  form.removeAttribute("data-once");
  open(form, ids, onDone);
}

function open(form, ids, onDone) {
  const sheet = document.createElement("dialog");
  const inside = document.createElement("div");
  sheet.className = "sheet";
  sheet.setAttribute("aria-label", form.querySelector("h1").textContent);
  inside.dataset.frame = "";
  inside.append(form, ...(form.querySelector("[data-cancel]") ? [] : [closer()]));
  sheet.append(inside);
  document.body.append(sheet);
  sheet.addEventListener("close", () => {
    sheet.remove();
    place();
  });
  sheet.addEventListener("click", (event) => {
    if (event.target === sheet || event.target.closest("[data-cancel]")) {
      event.preventDefault();
      sheet.close();
    }
  });
  form.addEventListener("submit", (event) => {
    if (!event.submitter?.name) return; // a form of more fields is sent as it is, and leads back to the first photo
    event.preventDefault();
    const { name, value } = event.submitter;
    sheet.close();
    act(form.getAttribute("action"), ids, [[name, value]]).then(onDone, sayWhy);
  });
  sheet.showModal();
}

function closer() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-link";
  button.dataset.cancel = "";
  button.textContent = gettext("Cancel");
  return button;
}
