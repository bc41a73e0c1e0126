// Rows typed from paper: Enter leads to the next row, and behind the last one to the button that saves.
// Without this script Enter saves what is typed so far.

document.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-rows] > *");
  if (event.key !== "Enter" || event.isComposing || !row || event.target.matches("button, textarea")) return;
  event.preventDefault();
  const next = row.nextElementSibling?.querySelector("input, select") ?? row.closest("form").querySelector("[type='submit']");
  next.focus();
  next.select?.();
});

// What the row above is, the next one probably is too.
document.addEventListener("change", ({ target }) => {
  const row = target.matches("select") && target.closest("[data-rows] > *");
  for (let next = row?.nextElementSibling; next; next = next.nextElementSibling) {
    if ([...next.querySelectorAll("input")].some(({ value }) => value)) return;
    next.querySelector("select").value = target.value;
  }
});
