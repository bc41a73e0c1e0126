// Asks before what was typed is left behind: as long as something differs from what is saved, and never when it is sent.

const NAME = "form:is([data-unsaved], :has(> [data-unsaved]))";
const forms = () => [...document.querySelectorAll(NAME)];

// Browsers shorten a time that is a full minute. A group of fields has no value.
const plain = (value) => value?.replace(/(T\d\d:\d\d):00$/, "$1");

export function isChanged(field) {
  if (field.disabled || ["hidden", "submit", "button"].includes(field.type)) return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.type === "file") return field.files.length > 0;
  if (field.type === "select-multiple") return [...field.options].some((option) => option.selected !== option.defaultSelected);
  if (field.type !== "select-one") return plain(field.value) !== plain(field.defaultValue ?? field.value);
  const saved = [...field.options].findLastIndex((option) => option.defaultSelected);
  return field.selectedIndex !== Math.max(saved, 0);
}

/** `data-unsaved="yes"`: the server did not take what is in the form, and shows it again. */
const isUnsaved = (form) => form.matches("[data-unsaved='yes'], :has(> [data-unsaved='yes'])") || [...form.elements].some(isChanged);

const kept = []; // what says whether something is unsaved that is in no form just now
const isAnythingUnsaved = () => forms().some(isUnsaved) || kept.some((isKept) => isKept());

const ask = (event) => isAnythingUnsaved() && event.preventDefault();

/** `isKept` says whether a script holds something that was typed and not saved. */
export const askAlsoIf = (isKept) => kept.push(isKept);

/** A page that listens to it is not kept for going back, so it only does where there is something to lose. */
function listen() {
  if (isAnythingUnsaved()) addEventListener("beforeunload", ask);
  else removeEventListener("beforeunload", ask);
}

const leave = () => removeEventListener("beforeunload", ask);

for (const name of ["input", "change", "reset"]) document.addEventListener(name, () => queueMicrotask(listen));
document.addEventListener("submit", (event) => {
  if (event.target.matches(NAME) && !event.defaultPrevented) leave();
});
addEventListener("leave-unasked", leave); // by a script that sent or keeps what was typed
addEventListener("pageshow", listen); // a browser that goes back keeps what was typed
listen(); // a script that comes late
