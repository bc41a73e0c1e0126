// Addresses of pictures end after a while. A page that was left open longer asks for new ones when a picture fails: the
// album from that photo on has those of its followers too.

import { galleryAt, linkOf } from "./album.js";

const tried = new WeakSet();
let last = Promise.resolve();

// Resolves once the photo has the address that the server gives now. One question at a time: it may answer for others.
export function renew(link) {
  const stale = link.dataset.full;
  last = last.catch(() => {}).then(() => (link.dataset.full === stale ? ask(link) : null));
  return last;
}

async function ask(link) {
  const came = await galleryAt(`${location.pathname}?photo=${link.dataset.photo}`);
  for (const fresh of came.querySelectorAll("a[data-photo]")) {
    const known = linkOf(fresh.dataset.photo);
    if (!known) continue;
    known.dataset.full = fresh.dataset.full;
    const [picture, renewed] = [known, fresh].map((each) => each.querySelector(".picture"));
    if (picture.complete && picture.naturalWidth) continue; // it is there
    picture.srcset = renewed.srcset;
    picture.src = renewed.src;
  }
}

document.addEventListener(
  "error",
  ({ target }) => {
    const link = target.matches?.("[data-gallery] .picture") && target.closest("a[data-photo]");
    if (!link || tried.has(link)) return;
    tried.add(link);
    renew(link).catch(() => {}); // its placeholder and its words stay
  },
  true, // errors of pictures do not bubble
);
