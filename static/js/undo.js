// What was done can be undone: by the button beside the words that tell it, or by Ctrl+Z, the last one first, for as long
// as the page stands.

import { gettext, say, sayWhy } from "./page.js";

const undos = new Set();

/** Says what was done. `undo` may throw as requests do (album.js); then it can be tried again. */
export function offerUndo(words, undo) {
  const act = async () => {
    if (!undos.delete(act)) return; // under way
    try {
      await undo();
    } catch (error) {
      undos.add(act);
      sayWhy(error);
    }
  };
  undos.add(act);
  say(words, gettext("Undo"), act);
}

function isUndo({ altKey, ctrlKey, key, metaKey, shiftKey, target }) {
  if (!(ctrlKey || metaKey) || altKey || shiftKey || key.toLowerCase() !== "z") return false;
  if (target.closest?.("input:not([type='checkbox']), textarea, select")) return false; // it undoes what was typed there
  return !document.querySelector("dialog[open]:not([data-lightbox])");
}

document.addEventListener("keydown", (event) => {
  if (!undos.size || !isUndo(event)) return;
  event.preventDefault();
  [...undos].at(-1)();
});
