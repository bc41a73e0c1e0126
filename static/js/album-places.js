// Photos at their places in the album: those whose words or date have changed, and those that came back to it. The server
// says where each stands now; all else that is loaded stays as it is.

import { beginningAt, galleryAt, linkOf, links, takeOut } from "./album.js";
import { has, load } from "./scroll.js";

const MOST_PAGES = 20; // that are loaded to reach a photo
const idOf = (card) => card.dataset.photo;

/** Shows photos as the server has them now, each where it stands now, by one request for some 20 that stand together.
 *  Resolves to those whose place is not loaded; they are taken out. Throws as requests do (album.js). */
export async function renewCards(ids) {
  const waiting = new Set(ids);
  const away = [];
  while (waiting.size) {
    const [first] = waiting;
    const cards = await cardsFrom(first, waiting);
    for (const [at, card] of [...cards.entries()].reverse()) {
      if (!waiting.has(idOf(card))) continue;
      const isThere = renew(card, cards.slice(at + 1).filter((each) => !waiting.has(idOf(each))), waiting);
      waiting.delete(idOf(card));
      if (!isThere) away.push(idOf(card));
    }
    waiting.delete(first); // in case it is gone meanwhile
  }
  return away;
}

/** The same of one photo, up to whose place the album is loaded. Resolves to whether it is there: not where that is farther
 *  than MOST_PAGES. */
export async function renewCard(id) {
  const waiting = new Set([id]);
  const [card, ...followers] = await cardsFrom(id, waiting);
  if (!card) return true; // it is gone meanwhile
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const direction = unloaded(followers, waiting);
    if (!direction || !has(direction)) break;
    await load(direction);
  }
  return renew(card, followers, waiting);
}

// The cards of the album from that photo on, to the first behind the photos that are waited for.
async function cardsFrom(id, waiting) {
  const cards = [];
  for (let from = id; ; from = idOf(cards.pop())) {
    const came = await galleryAt(beginningAt(from));
    const more = [...came.querySelectorAll("a[data-photo]")];
    if (more[0]?.dataset.photo !== from) return cards;
    cards.push(...more);
    if (more.length < 2 || !came.querySelector("[data-older]") || !waiting.has(idOf(cards.at(-1)))) return cards;
  }
}

function renew(card, followers, waiting) {
  const known = linkOf(idOf(card));
  if (known) adopt(known, card);
  return place(known ?? card, card.closest("[data-month]"), nextOf(followers), unloaded(followers, waiting));
}

const nextOf = (followers) => followers.map((each) => linkOf(idOf(each))).find(Boolean);

// In which direction the album is to be loaded to the place before those; "" where it is loaded.
function unloaded(followers, waiting) {
  const next = nextOf(followers);
  if (!next) return document.querySelector("[data-older]") ? "older" : "";
  const first = links().find((each) => !waiting.has(idOf(each)));
  const isGap = next === first && idOf(followers[0]) !== idOf(next);
  return isGap && document.querySelector("a[data-newer]") ? "newer" : "";
}

function adopt(link, card) {
  const [item, fresh] = [link, card].map((each) => each.closest("li"));
  for (const name of ["of", "age"]) item.dataset[name] = fresh.dataset[name] ?? "";
  for (const name of ["caption", "date"]) link.dataset[name] = card.dataset[name];
  link.toggleAttribute("data-favourite", "favourite" in card.dataset);
  link.querySelector(".picture").alt = card.querySelector(".picture").alt;
  item.querySelector(".pick")?.setAttribute("aria-label", card.querySelector(".picture").alt);
}

function place(link, freshMonth, next, direction) {
  const all = links();
  const at = all.indexOf(link);
  const key = freshMonth.dataset.month;
  if (at >= 0 && link.closest("[data-month]").dataset.month === key && all[at + 1] === next) return true;
  if (at >= 0) takeOut(link);
  if (direction) return false;
  const item = link.closest("li");
  const nextMonth = next?.closest("[data-month]");
  if (nextMonth?.dataset.month === key) {
    next.closest("li").before(item);
    return true;
  }
  const months = document.querySelector("[data-months]");
  const last = nextMonth ? nextMonth.previousElementSibling : months.lastElementChild;
  const target = last?.dataset.month === key ? last : months.insertBefore(emptied(freshMonth), nextMonth ?? null);
  target.querySelector(".rows").append(item);
  return true;
}

function emptied(month) {
  const copy = document.importNode(month, true);
  copy.querySelector(".rows").replaceChildren();
  return copy;
}
