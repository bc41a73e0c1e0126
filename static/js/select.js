// Choosing photos: says how many are chosen, and Shift chooses all from the last one to this one.

for (const form of document.querySelectorAll("form[data-select]")) {
  const boxes = [...form.querySelectorAll("input[type='checkbox']")];
  const status = form.querySelector("[data-count]");
  let last = null;

  function count() {
    const chosen = boxes.filter((box) => box.checked).length;
    const plural = new Intl.PluralRules(document.documentElement.lang).select(chosen);
    const words = plural === "one" ? form.dataset.chosenOne : form.dataset.chosenOther;
    status.textContent = chosen ? words.replace("%n", chosen) : "";
  }

  // A click on the label arrives at the box as a second click, which no longer knows of Shift.
  let isRange = false;
  form.addEventListener("click", (event) => {
    if (event.target.closest("label")) isRange = event.shiftKey;
    if (!boxes.includes(event.target)) return;
    const here = boxes.indexOf(event.target);
    if ((event.shiftKey || isRange) && last !== null) {
      const [from, to] = [Math.min(last, here), Math.max(last, here)];
      for (const box of boxes.slice(from, to + 1)) box.checked = event.target.checked;
    }
    isRange = false;
    last = here;
    count();
  });
  addEventListener("pageshow", count);

  const all = form.querySelector("[data-all]");
  if (all) all.hidden = boxes.length < 2;
  all?.addEventListener("click", () => {
    const isAll = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !isAll;
    count();
  });
}
