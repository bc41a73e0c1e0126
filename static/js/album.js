// The photos of the gallery on this page, and what a script does with one of them in place.

export const links = () => [...document.querySelectorAll("[data-gallery] a[data-photo]")];
export const linkOf = (id) => document.querySelector(`[data-gallery] a[data-photo="${CSS.escape(id)}"]`);

// Posts to the server, which answers 204, or with words on it, where it is done. Throws where it is not; the error's
// `reason` names the words, and `answer` is the server's.
export async function post(address, body) {
  const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.status === 204) return null;
  const isHere = answer.ok && !answer.redirected; // the login speaks JSON, too
  if (isHere && answer.headers.get("Content-Type")?.startsWith("application/json")) return answer.json();
  throw notDone(address, answer);
}

// The same of pairs of names and values.
export function send(address, fields = []) {
  const body = new FormData(document.querySelector("[data-token]"));
  for (const [name, value] of fields) body.append(name, value);
  return post(address, body);
}

// Who is sent on to another page has to log in.
const isSentOn = (address, answer) => new URL(answer.url).pathname !== new URL(address, location).pathname;

// A token is refused after another login, too: a fresh page brings a fresh one.
function notDone(address, answer) {
  const reason = isSentOn(address, answer) || answer.status === 403 ? "loggedOut" : answer.status === 404 ? "gone" : "notSaved";
  return Object.assign(new Error(`${address} answered ${answer.status}`), { reason, answer });
}

export async function pageAt(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || isSentOn(address, answer)) throw notDone(address, answer);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// The details of a photo as its own page has them, by its address or by a form: { details, isDone }, of which the latter
// says that a form was accepted. Throws where there are none.
export async function detailsAt(address, form = {}) {
  const answer = await fetch(address, { ...form, headers: { Accept: "text/html", "X-Part": "details" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const details = page.querySelector("[data-photo-details]");
  if (!details) throw notDone(address, answer);
  return { details, isDone: answer.redirected };
}

// Where this list of photos begins with that one: what was searched for stays.
export function beginningAt(id) {
  const said = new URLSearchParams(location.search);
  said.delete("cursor");
  said.set("photo", id);
  return `${location.pathname}?${said}`;
}

// The gallery of another page. Throws where there is none.
export async function galleryAt(address) {
  const gallery = (await pageAt(address)).querySelector("[data-gallery]");
  if (!gallery) throw new Error(`${address} has no gallery`);
  return gallery;
}

// Puts parts of a fresh page in the places of this one's.
export async function replaceParts(address, selectors) {
  const page = await pageAt(address);
  for (const selector of selectors) {
    const [part, fresh] = [document, page].map((each) => each.querySelector(selector));
    if (!part || !fresh || part.isEqualNode(fresh)) continue;
    const focused = part.contains(document.activeElement) && document.activeElement;
    part.replaceWith(fresh);
    if (focused) (counterpart(focused, fresh) ?? fresh.querySelector("input, a, button"))?.focus();
  }
}

// Whoever stood at a photo stands at that photo again.
function counterpart(focused, fresh) {
  const around = focused.closest("[id]");
  return around && fresh.querySelector(`#${CSS.escape(around.id)} > ${focused.localName}`);
}

// What the page tells beside the gallery, which a photo that comes or goes may change: how many there are, the cover, and
// where none is left, how the first one is added.
export const refresh = () => replaceParts(location.pathname, ["count", "cover", "invitation"].map((name) => `[data-live='${name}']`));

// Takes a photo out of the gallery, and its month where that is empty then; the answer puts it back in its place.
export function takeOut(link) {
  const item = link.closest("li");
  const month = item.closest("[data-month]");
  const [list, nextItem] = [item.parentElement, item.nextElementSibling];
  const [months, nextMonth] = [month.parentElement, month.nextElementSibling];
  item.remove();
  if (!list.children.length) month.remove();
  return () => {
    if (!month.isConnected) months.insertBefore(month, nextMonth?.parentElement === months ? nextMonth : null);
    list.insertBefore(item, nextItem?.parentElement === list ? nextItem : null);
  };
}

// --- Addresses of pictures -------------------------------------------------------------------------------------------

// They end after a while. A page that was left open longer asks for new ones when a picture fails: the album from that
// photo on has those of its followers too.

const tried = new WeakSet();
let last = Promise.resolve();

// Resolves once the photo has the address that the server gives now. One question at a time: it may answer for others.
export function renew(link) {
  const stale = link.dataset.full;
  last = last.catch(() => {}).then(() => (link.dataset.full === stale ? ask(link) : null));
  return last;
}

async function ask(link) {
  const came = await galleryAt(beginningAt(link.dataset.photo));
  for (const fresh of came.querySelectorAll("a[data-photo]")) {
    const known = linkOf(fresh.dataset.photo);
    if (!known) continue;
    known.dataset.full = fresh.dataset.full;
    const [picture, renewed] = [known, fresh].map((each) => each.querySelector(".picture"));
    if (picture.complete && picture.naturalWidth) continue; // it is there
    picture.srcset = renewed.srcset;
    picture.src = renewed.src;
  }
}

document.addEventListener(
  "error",
  ({ target }) => {
    const link = target.matches?.("[data-gallery] .picture") && target.closest("a[data-photo]");
    if (!link || tried.has(link)) return;
    tried.add(link);
    renew(link).catch(() => {}); // its placeholder and its words stay
  },
  true, // errors of pictures do not bubble
);
