// The form of a medicine shows only the parts that its choices need, and begins with the times that are usual for them.

const form = document.querySelector("[data-medicine]");
const parts = form.querySelectorAll("[data-for]");
const { times } = form.elements;
const usual = new Set([...form.querySelectorAll("[data-times]")].map(({ dataset }) => dataset.times));

function show() {
  const chosen = [...form.querySelectorAll("input[type='radio']:checked")].map(({ value }) => value);
  for (const part of parts) {
    part.hidden = !part.dataset.for.split(" ").some((name) => chosen.includes(name));
    for (const field of part.querySelectorAll("input, select, button")) field.disabled = part.hidden; // is not sent
  }
}

form.addEventListener("change", ({ target }) => {
  if (target.type !== "radio") return;
  show();
  if (target.dataset.times && (!times.value.trim() || usual.has(times.value))) times.value = target.dataset.times;
});
show();
addEventListener("pageshow", show); // a browser that goes back keeps the choices
