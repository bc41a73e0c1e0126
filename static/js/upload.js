// Photos chosen for upload: shown before they are sent, told when they are too many, and sent once.
// The browser sends the form itself, so nothing here is needed for an upload to work.

const MEGABYTE = 1024 * 1024;
const PREVIEW_PIXELS = 240;
const MOST_PREVIEWS = 20;

for (const form of document.querySelectorAll("form[data-upload]")) enhance(form);

function enhance(form) {
  const input = form.querySelector("input[type='file']");
  const drop = input.closest(".drop");
  const button = form.querySelector("button[type='submit']");
  form.classList.add("is-enhanced");

  input.addEventListener("change", () => show(form, [...input.files]));
  for (const name of ["dragenter", "dragover"]) input.addEventListener(name, () => drop.classList.add("is-over"));
  for (const name of ["dragleave", "drop"]) input.addEventListener(name, () => drop.classList.remove("is-over"));

  form.addEventListener("submit", (event) => {
    if (form.dataset.sent || isTooMuch(form, [...input.files])) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    button.setAttribute("aria-disabled", "true");
    form.querySelector("[data-bar]").hidden = false;
    say(form, form.dataset.sending);
  });

  addEventListener("pageshow", () => {
    delete form.dataset.sent;
    button.removeAttribute("aria-disabled");
    form.querySelector("[data-bar]").hidden = true;
    if (input.files.length) show(form, [...input.files]);
  });
}

function show(form, files) {
  const plural = new Intl.PluralRules(document.documentElement.lang).select(files.length);
  const words = plural === "one" ? form.dataset.uploadOne : form.dataset.uploadOther;
  form.classList.toggle("has-files", files.length > 0);
  form.querySelector("[data-label]").textContent = words.replace("%n", files.length);
  say(form, "");
  isTooMuch(form, files);
  preview(form.querySelector("[data-chosen]"), files.slice(0, MOST_PREVIEWS));
}

function isTooMuch(form, files) {
  const megabytes = files.reduce((sum, file) => sum + file.size, 0) / MEGABYTE;
  const tooMuch = megabytes > Number(form.dataset.mostMegabytes);
  if (tooMuch) say(form, form.dataset.tooMuch.replace("%n", Math.ceil(megabytes)), true);
  return tooMuch;
}

function say(form, words, isProblem = false) {
  const status = form.querySelector("[data-status]");
  status.textContent = words;
  status.classList.toggle("is-problem", isProblem);
}

async function preview(list, files) {
  const entries = files.map((file) => entry(file));
  list.replaceChildren(...entries.map(({ item }) => item));
  for (const { file, item, place } of entries) {
    if (!item.isConnected) return; // something else was chosen meanwhile
    try {
      place.replaceWith(await thumbnail(file));
    } catch {
      // A format that this browser cannot show, such as HEIC: its name stands for it.
    }
  }
}

function entry(file) {
  const item = document.createElement("li");
  const place = document.createElement("span");
  const name = document.createElement("span");
  place.className = "no-preview";
  place.textContent = file.name.split(".").pop().toUpperCase();
  place.ariaHidden = "true";
  name.textContent = file.name;
  item.append(place, name);
  return { file, item, place };
}

async function thumbnail(file) {
  const bitmap = await createImageBitmap(file);
  const side = Math.min(bitmap.width, bitmap.height);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = PREVIEW_PIXELS;
  canvas.ariaHidden = "true";
  const [left, top] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
  canvas.getContext("2d").drawImage(bitmap, left, top, side, side, 0, 0, PREVIEW_PIXELS, PREVIEW_PIXELS);
  bitmap.close();
  return canvas;
}
