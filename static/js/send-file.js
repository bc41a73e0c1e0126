// A form with a file says how much of it is sent. Without this script the browser sends it as it sends every form.

import { gettext, interpolate } from "./page.js";

const NAME = "form[data-send-file]";

const underWay = new WeakSet();
const hasFile = (form) => [...form.querySelectorAll("[type='file']")].some(({ files }) => files.length);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(NAME) || event.defaultPrevented || !hasFile(form)) return;
  event.preventDefault();
  if (underWay.has(form)) return; // a form that came back has no other guard against a double tap
  underWay.add(form);
  send(form, event.submitter);
});

function send(form, submitter) {
  const request = new XMLHttpRequest(); // fetch does not tell how much is sent
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json, text/html;q=0.9"); // JSON says where to go on, HTML is the form again
  request.upload.addEventListener("progress", ({ loaded, total }) => tell(form, sentence(loaded / total), loaded / total));
  request.upload.addEventListener("load", () => tell(form, gettext("Sent. It is being looked at …"), 1));
  request.addEventListener("loadend", () => done(form, request));
  tell(form, sentence(0), 0);
  request.send(new FormData(form, submitter));
}

const sentence = (share) => interpolate(gettext("%(percent)s % is sent. Please keep this page open."), { percent: Math.floor(share * 100) });

function done(form, request) {
  if (request.status === 201) {
    leave(form, JSON.parse(request.responseText).url);
    return;
  }
  const page = request.status ? new DOMParser().parseFromString(request.responseText, "text/html") : null;
  const again = page?.querySelector(NAME);
  if (again) comeBack(form, again);
  else letSendAgain(form, why(request));
}

/** Nothing is lost by leaving: unsaved.js is told so before. */
function leave(form, url) {
  form.removeAttribute("data-unsaved");
  form.dispatchEvent(new Event("change", { bubbles: true }));
  queueMicrotask(() => location.assign(url));
}

/** The form as the server sends it back, with the files that are chosen here: it could not keep them. */
function comeBack(form, again) {
  for (const chosen of form.querySelectorAll("[type='file']")) {
    const empty = again.querySelector(`[type='file'][name='${chosen.name}']`);
    if (!empty || empty.getAttribute("aria-invalid") === "true") continue;
    empty.replaceWith(chosen);
  }
  for (const word of again.querySelectorAll("[data-file-lost]")) word.remove();
  form.replaceWith(document.adoptNode(again));
  (again.querySelector("[aria-invalid='true']") ?? again.querySelector("[role='alert']") ?? again).focus();
  again.scrollIntoView({ block: "nearest" });
}

/** Everything stays as it is. */
function letSendAgain(form, words) {
  underWay.delete(form);
  delete form.dataset.sent;
  form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
  tell(form, words);
}

function why({ status }) {
  if (status === 0) return gettext("This could not be sent. Is there a connection?");
  if (status === 413) return gettext("This file is larger than the server takes.");
  if (status === 429) return gettext("You have sent a great many files. Please try again in a few minutes.");
  if (status === 403 || status === 404) return gettext("This pet is not there any more, or you may not add anything to it.");
  if (status === 200) return gettext("You are not logged in any more. Please log in and open this page again.");
  return gettext("That could not be saved just now. Please try again.");
}

function tell(form, words, share) {
  const area = form.querySelector("[data-sending]");
  area.hidden = false;
  area.querySelector("[data-words]").textContent = words;
  const bar = area.querySelector("[data-share]");
  bar.hidden = share === undefined;
  bar.value = share ?? 0;
}
