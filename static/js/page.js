// What pages bring along for their scripts, and how scripts speak: words, limits, toasts.

// Django's JavaScript catalogue, which the page loads before. Where it did not come, no script that needs words runs,
// and the page works as it does without.
export const { gettext, ngettext } = globalThis.django;

/** Values in the places of their names: `interpolate(gettext("%(done)s of %(all)s"), { done, all })`. */
export const interpolate = (words, values) => globalThis.django.interpolate(words, values, true);

/** What the server holds everybody to (photos/limits.py), on the pages where that matters. */
export const limits = JSON.parse(document.getElementById("limits")?.textContent ?? "{}");

// --- Toasts: short words at the foot of the screen, over the lightbox too; with a button where something can be done ----

const SECONDS = 8;
const SECONDS_WITH_BUTTON = 20;
const toasts = document.querySelector("[data-toasts]");

// Where they are seen: what is modal or fills the screen covers everything beside it.
export function place() {
  const frames = [...document.querySelectorAll("dialog[open] [data-frame]")]; // a sheet stands behind what it lies over
  (frames.at(-1) ?? document.body).append(toasts);
}

export function say(words, label = "", act = null) {
  place();
  const toast = document.createElement("div");
  const text = document.createElement("p");
  toast.className = "toast";
  text.textContent = words;
  toast.append(text);
  if (act) toast.append(button(label, () => {
    toast.remove();
    act();
  }));
  toasts.replaceChildren(toast);
  setTimeout(() => toast.remove(), 1000 * (act ? SECONDS_WITH_BUTTON : SECONDS));
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-soft";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

const REASONS = {
  notSaved: gettext("That could not be saved just now. Please try again."),
  gone: gettext("This photo is not there any more."),
  loggedOut: gettext("You are not logged in any more."),
};

/** Why something was not done, by the `reason` of an error that a request to the server threw (album.js). */
export function sayWhy({ reason = "notSaved" }) {
  if (reason === "loggedOut") say(REASONS[reason], gettext("Log in"), logInAgain);
  else say(REASONS[reason]);
}

function logInAgain() {
  dispatchEvent(new Event("leave-unasked"));
  location.reload(); // the server asks for it there
}
