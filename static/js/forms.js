// Small manners of forms: a double tap sends once, and after an error one starts at the first field to correct.

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    event.submitter?.setAttribute("aria-disabled", "true");
  });
}

// Coming back by the browser's "back" shows the page as it was left: ready to send again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
  }
});

document.querySelector(":is(input, select, textarea)[aria-invalid='true'], [aria-invalid='true'] input")?.focus();
