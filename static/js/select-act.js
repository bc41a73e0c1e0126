// What is done with the chosen photos without leaving the album: what was deleted goes out of it in place, and comes back
// by undo. The server says which photos are done, what to say, and what undo sends to where.

import { linkOf, links, post, refresh, send, takeOut } from "./album.js";
import { say } from "./page.js";
import { offerUndo } from "./undo.js";

const SHOW = {
  delete: (chosen) => {
    const putBacks = chosen.map(takeOut);
    return () => putBacks.reverse().forEach((putBack) => putBack());
  },
  favourite: (chosen) => {
    for (const link of chosen) link.toggleAttribute("data-favourite", true);
  },
};

export const isInPlace = (button) => Boolean(button && SHOW[button.value]);

/** Resolves to the photo at which one stands then: the first that was done, or the one beside it. Throws as `post` does. */
export async function act(form, button) {
  const body = new FormData(form);
  body.set(button.name, button.value);
  const told = await post(form.getAttribute("action"), body);
  const chosen = told.done.map(linkOf).filter(Boolean);
  const at = links().indexOf(chosen[0]);
  const takeBack = SHOW[button.value](chosen);
  refresh().catch(() => {}); // it is right again on the next page
  tell(told, takeBack);
  return links()[at] ?? links().at(-1);
}

function tell({ words, undo }, takeBack) {
  if (!undo) return say(words.join(" "));
  offerUndo(words.join(" "), async () => {
    await send(undo.address, undo.fields);
    takeBack?.();
    refresh().catch(() => {});
  });
}
