// What can be done with the photo in the lightbox, without leaving it: download, favourite, delete and undo; its details.

import { refresh, send } from "./album.js";
import { isShortcut } from "./keys.js";
import { dialog, isOnTop, photo, takeAway, turnTo } from "./lightbox.js";
import { gettext, say, sayWhy } from "./page.js";
import { offerUndo } from "./undo.js";

const part = (name) => dialog.querySelector(`[data-${name}]`);

let saved = Promise.resolve(); // two presses in a row arrive in their order
let isRemoving = false;

function turned() {
  const link = photo();
  if (!link) return;
  part("details").href = link.href;
  part("download")?.setAttribute("href", new URL("original/", link.href)); // who has no right to it has no button
  showMark(link);
}

function showMark(link) {
  if (link === photo()) part("mark")?.setAttribute("aria-pressed", String("favourite" in link.dataset));
}

async function mark() {
  const link = photo();
  const isWanted = !("favourite" in link.dataset);
  link.toggleAttribute("data-favourite", isWanted);
  showMark(link);
  try {
    saved = saved.catch(() => {}).then(() => send(new URL("favourite/", link.href), isWanted ? [] : [["on", "no"]]));
    await saved;
  } catch (error) {
    link.toggleAttribute("data-favourite", !isWanted);
    showMark(link);
    sayWhy(error);
  }
}

async function remove() {
  const link = photo();
  if (isRemoving) return;
  isRemoving = true;
  try {
    await send(new URL("delete/", link.href));
  } catch (error) {
    sayWhy(error);
    return;
  } finally {
    isRemoving = false;
  }
  const putBack = await takeAway(link);
  refresh().catch(() => {}); // it is right again on the next page
  offerUndo(gettext("The photo is in the trash."), async () => {
    await send(new URL("restore/", link.href));
    putBack();
    if (!link.isConnected) return location.reload(); // the gallery was replaced meanwhile
    refresh().catch(() => {});
    if (dialog.open) turnTo(link);
    else link.focus();
    say(gettext("The photo is back."));
  });
}

// --- Details, by a script that comes when they are asked for ---------------------------------------------------------------

async function showDetails({ isStep }) {
  const link = photo();
  try {
    const { open } = await import("./lightbox-details.js");
    if (link === photo()) open(link, { isStep });
  } catch {
    location.assign(link.href); // they stand on the photo's own page, too
  }
}

// The address names a photo's details where "back", "forward" or a reload lead to them.
function follow() {
  if (history.state?.details && isOnTop()) showDetails({ isStep: false });
}

part("details").addEventListener("click", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  showDetails({ isStep: true });
});
dialog.addEventListener("lightbox:address", follow);
dialog.addEventListener("lightbox:turned", turned);
part("mark")?.addEventListener("click", mark);
part("delete")?.addEventListener("click", remove);
const KEYS = { f: "mark", i: "details", delete: "delete" };
document.addEventListener("keydown", (event) => {
  const button = isShortcut(event) && isOnTop() && part(KEYS[event.key.toLowerCase()] ?? "none");
  if (!button) return;
  event.preventDefault();
  button.click();
});
turned(); // a photo that the address names was opened before this script came
follow();
