// An import that is not at its end goes on by itself; without this script, by its button.

const PAUSE_MS = 400; // so that one import alone does not fill what the store takes

const form = document.querySelector("form[data-go-on]");
if (form) setTimeout(() => form.requestSubmit(form.querySelector("button")), PAUSE_MS);
