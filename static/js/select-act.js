// What is done with photos without leaving the album: what was deleted or moved goes out of it in place, what has another
// date goes where that stands, and undo brings all back. The server says which photos are done, what to say, and what undo
// sends to where.

import { linkOf, links, pageAt, post, refresh, send, takeOut } from "./album.js";
import { renewCards } from "./album-places.js";
import { gettext, interpolate, limits, place, say, sayWhy } from "./page.js";
import { offerUndo } from "./undo.js";
import "./unsaved.js"; // the form of dates

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
      add(told, await sendPatiently(address, [...fields, ...some.map((id) => ["photo", id])]));
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

// So many changes within a minute are as many as one person may make: the next minute the rest is done.
async function sendPatiently(address, fields) {
  try {
    return await send(address, fields);
  } catch (error) {
    if (error.answer?.status !== 429) throw error;
    await new Promise((resolve) => setTimeout(resolve, 1000 * (1 + Number(error.answer.headers.get("Retry-After")))));
    return send(address, fields);
  }
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
  tell(words, undos, async (ids) => {
    if (chosen.length < done.length) return location.reload(); // some were not loaded, and the album ended without them
    for (const putBack of putBacks) if (name === "delete") putBack();
    if (name !== "delete") await showAgain(ids); // what was moved is another photo when it comes back
    else if (!chosen.every((link) => link.isConnected)) await showAgain(done); // the gallery was replaced meanwhile
    refresh().catch(() => {});
  });
  return links()[at] ?? links().at(-1);
}

// `undone` is told which photos came back.
function tell(words, undos, undone) {
  if (!undos.length) return say(words.join(" "));
  const ids = [];
  offerUndo(words.join(" "), async () => {
    while (undos.length) {
      const answer = await sendPatiently(undos[0].address, undos[0].fields);
      ids.push(...(answer?.now ?? []));
      undos.shift();
    }
    await undone(ids);
  });
}

// Each where it stands now. Resolves to those that stand where nothing is loaded yet.
async function showAgain(ids) {
  try {
    return await renewCards(ids);
  } catch {
    location.reload(); // which leads back to this place
    return [];
  }
}

// --- What asks for more first: the form of the page without scripts, in a sheet ----------------------------------------------

export async function ask(address, ids, onDone, onProgress) {
  const url = new URL(address, location);
  url.search = new URLSearchParams(ids.slice(0, limits.chosen).map((id) => ["photo", id]));
  const page = await pageAt(url);
  if (page.querySelector(".pager")) return location.assign(url); // of many pets one chooses on the page itself
  const form = page.querySelector("form[data-chosen]");
  if (!form) throw new Error(`${address} has no form`);
  form.removeAttribute("data-once");
  if (ids.length > limits.chosen) {
    const words = gettext("Move %(count)s photos to …");
    form.querySelector("h1").textContent = interpolate(words, { count: ids.length.toLocaleString(document.documentElement.lang) });
  }
  open(form, ids, onDone, onProgress);
}

function open(form, ids, onDone, onProgress) {
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
  let isSending = false;
  sheet.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    const { target, submitter } = event;
    if (submitter?.name) {
      sheet.close();
      act(target.getAttribute("action"), ids, [[submitter.name, submitter.value]], onProgress).then(onDone, sayWhy);
    } else {
      const changed = await redate(target);
      if (changed) sheet.close();
      if (changed) onDone(changed[0]);
    }
    isSending = false;
  });
  sheet.showModal();
}

// Resolves to the photos' links once their dates are taken; to nothing where the form says what is wrong, or a toast does.
async function redate(form) {
  try {
    const { now, words, undo } = await post(form.getAttribute("action"), new FormData(form));
    const away = await showAgain(now);
    if (away.length) words.push(gettext("Where nothing is shown yet, they come as you scroll."));
    tell(words, undo ? [undo] : [], showAgain);
    return now.map(linkOf).filter(Boolean);
  } catch (error) {
    const again = await formIn(error.answer);
    if (!again) return sayWhy(error);
    form.replaceWith(again);
    again.querySelector("[aria-invalid='true']")?.focus();
    return null;
  }
}

async function formIn(answer) {
  if (!answer?.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form[data-chosen]");
}

function closer() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-link";
  button.dataset.cancel = "";
  button.textContent = gettext("Cancel");
  return button;
}
