// Asks before what was typed is left behind: as long as something differs from what is saved, and never when it is sent.

const NAME = "form[data-unsaved]";
const forms = () => [...document.querySelectorAll(NAME)];

function isChanged(field) {
  if (field.disabled || ["hidden", "submit", "button"].includes(field.type)) return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.type === "file") return field.files.length > 0;
  if (field.type !== "select-one") return field.value !== (field.defaultValue ?? field.value);
  const saved = [...field.options].findLastIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(saved, 0);
}

/** `data-unsaved="yes"`: the server did not take what is in the form, and shows it again. */
const isUnsaved = (form) => form.dataset.unsaved === "yes" || [...form.elements].some(isChanged);

const ask = (event) => event.preventDefault();

/** A page that listens to it is not kept for going back, so it only does where there is something to lose. */
function listen() {
  if (forms().some(isUnsaved)) addEventListener("beforeunload", ask);
  else removeEventListener("beforeunload", ask);
}

for (const name of ["input", "change", "reset"]) document.addEventListener(name, () => queueMicrotask(listen));
document.addEventListener("submit", (event) => {
  if (event.target.matches(NAME) && !event.defaultPrevented) removeEventListener("beforeunload", ask);
});
addEventListener("pageshow", listen); // a browser that goes back keeps what was typed
