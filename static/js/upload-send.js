// One file on one request, and what its answer means. XMLHttpRequest, because fetch does not tell how much is sent.

import { gettext, interpolate, ngettext } from "./page.js";

const LONGEST_PAUSE = 60;
const PAUSE = 3;
const NOT_NOW = [408, 431, 502, 503, 504, 507];
const TRIES = 6; // of what the server cannot take just now: for a minute or more, and not for ever
const TRIES_WITHOUT_ANSWER = 2;
const NO_CONNECTION = gettext("This could not be sent. Is there a connection?");
const UNAVAILABLE = gettext("The site could not take this photo just now.");
const LOGGED_OUT = gettext("You are not logged in any more. Please log in and try again; your photos stay chosen here.");

/** A sender for the form: `send(file, { signal, onShare })` resolves to an answer and never rejects. */
export function sender(form) {
  let token = form.elements.csrfmiddlewaretoken.value;
  let isStale = false;

  return async function send(file, options) {
    if (isStale) {
      const fresh = await freshToken();
      if (!fresh) return loggedOut(form);
      token = fresh;
      isStale = false;
    }
    const request = await sent(form, token, file, options);
    const answer = understood(request, form);
    isStale ||= Boolean(answer.isStale);
    return answer;
  };
}

function sent(form, token, file, { signal, onShare }) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token);
  body.append("last-modified", file.lastModified); // dates a picture that says nothing itself
  body.append("photos", file);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => onShare(Math.min(loaded / total, 0.99)));
    request.upload.addEventListener("load", () => onShare(1));
    request.addEventListener("loadend", () => resolve(request)); // by an answer, an error or an abort
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

function understood(request, form) {
  const { status } = request;
  const answer = answerIn(request);
  const failed = (text, more = {}) => ({ outcome: "failed", words: text, ...more });
  if (status === 0) return failed(NO_CONNECTION, { again: PAUSE, doubles: true, tries: TRIES_WITHOUT_ANSWER });
  if (status === 403) return { ...loggedOut(form), again: 0 }; // if one has logged in anew since, a fresh token will do
  if (status === 404) return failed(answer?.words ?? gettext("This pet is not there any more, and takes no photos."), { stops: true });
  if (status === 413) return { outcome: "refused", words: gettext("This file is larger than the server takes.") };
  if (status === 429) return failed(tooMany(minutes(request)), { stops: true });
  if (NOT_NOW.includes(status)) return failed(answer?.words ?? UNAVAILABLE, { ...whenAgain(request), tries: TRIES });
  if (answer) return answer;
  if (status === 200) return loggedOut(form); // sent on to the login page
  return failed(gettext("Something went wrong on our side."));
}

function answerIn(request) {
  if (!request.getResponseHeader("Content-Type")?.startsWith("application/json")) return undefined;
  return JSON.parse(request.responseText).files?.[0]; // the login page, too, has an answer of its own in JSON
}

function loggedOut(form) {
  const link = { href: form.dataset.login, words: gettext("Log in"), isElsewhere: true };
  return { outcome: "failed", words: LOGGED_OUT, link, isStale: true, stops: true };
}

/** The token of this page as it would be now; empty where nobody is logged in. */
async function freshToken() {
  try {
    const response = await fetch(location.href);
    if (new URL(response.url).pathname !== location.pathname) return "";
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return page.querySelector("form[data-upload] [name='csrfmiddlewaretoken']")?.value ?? "";
  } catch {
    return "";
  }
}

/** When the server says, else after pauses that double. */
function whenAgain(request) {
  const isTold = request.getResponseHeader("Retry-After") !== null;
  return { again: Math.min(seconds(request), LONGEST_PAUSE), doubles: !isTold };
}

function tooMany(minutes) {
  const words = ngettext(
    "You have sent a great many photos. Please try again in a minute.",
    "You have sent a great many photos. Please try again in %(minutes)s minutes.",
    minutes,
  );
  return interpolate(words, { minutes });
}

function seconds(request) {
  return Number.parseInt(request.getResponseHeader("Retry-After"), 10) || PAUSE;
}

function minutes(request) {
  return Math.ceil(seconds(request) / 60);
}
