// Short words that come and go at the foot of the screen, over the lightbox too; with a button where something can be done.

const SECONDS = 8;
const SECONDS_WITH_BUTTON = 20;
const toasts = document.querySelector("[data-toasts]");

// Where they are seen: what is modal or fills the screen covers everything beside it.
export function place() {
  (document.querySelector("dialog[open] [data-frame]") ?? document.body).append(toasts);
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
