// Photos chosen, dropped anywhere on the page or taken by the camera, each on its own way to the server. The form works
// without any of this: then the browser sends it as a whole.

import { replaceParts } from "./album.js";
import { gettext, interpolate, limits, ngettext } from "./page.js";
import { Row, WELL } from "./upload-item.js";
import { Queue } from "./upload-queue.js";
import { sender } from "./upload-send.js";

// What new photos change on the page.
const LIVE = ["[data-live='cover']", "[data-live='count']", "[data-live='invitation']", "[data-gallery]"];
// A type comes of the file's name: what the browser does not know may be a picture all the same, which its bytes tell.
const NO_PICTURE = /^(audio|text|video)\//;
const SUMS = {
  added: (count) => ngettext("%(count)s added", "%(count)s added", count),
  "already-there": (count) => ngettext("%(count)s already there", "%(count)s already there", count),
  restored: (count) => ngettext("%(count)s back from the trash", "%(count)s back from the trash", count),
  refused: (count) => ngettext("%(count)s refused", "%(count)s refused", count),
  failed: (count) => ngettext("%(count)s not sent", "%(count)s not sent", count),
  cancelled: (count) => ngettext("%(count)s cancelled", "%(count)s cancelled", count),
};
const OUTCOMES = Object.keys(SUMS);

const form = document.querySelector("form[data-upload]");
const area = document.querySelector("[data-queue]");
if (form && area) start();

function start() {
  const find = (name) => area.querySelector(`[data-${name}]`);
  const rows = new Map();
  const queue = new Queue({ send: sender(form), changed, idle });
  let shownUrls = []; // addresses of the photos that the page shows

  form.classList.add("is-enhanced");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", ({ target }) => chosenIn(target));
  for (const input of form.querySelectorAll("input[type='file']")) chosenIn(input); // before this script was there
  dropAnywhere(area.querySelector("[data-overlay]"), take);
  find("retry-all").addEventListener("click", () => {
    find("list").focus(); // the button goes away
    retry(queue.items.filter(({ state }) => state === "failed"));
  });
  find("cancel-all").addEventListener("click", () => {
    find("list").focus();
    for (const item of [...queue.items].reverse()) queue.cancel(item); // the last first: none moves up meanwhile
  });
  find("close").addEventListener("click", close);

  function chosenIn(input) {
    take([...input.files].map((file) => ({ file, isFolder: false })));
    input.value = ""; // the same file may be chosen again
  }

  function take(chosen) {
    if (!chosen.length) return;
    area.classList.add("is-open");
    find("open").hidden = false;
    queue.add(
      chosen.map(({ file }) => file),
      chosen.map((each) => refusal(each)),
    );
    area.scrollIntoView({ block: "nearest" });
    tellUnderWay();
  }

  function retry(items) {
    for (const item of items) queue.retry(item);
    tellUnderWay();
  }

  /** What need not be sent to be known. */
  function refusal({ file, isFolder }) {
    const refused = (words) => ({ outcome: "refused", words: interpolate(words, limits) });
    if (isFolder) return refused(gettext("This is a folder. Please open it and drop the photos in it."));
    if (file.size > limits.bytes) {
      return refused(gettext("This file is larger than %(megabytes)s MB, which is the most we take."));
    }
    if (NO_PICTURE.test(file.type)) return refused(gettext("This is not a picture. We take %(kinds)s."));
    return undefined;
  }

  function changed(item) {
    if (rows.has(item)) {
      rows.get(item).show();
    } else {
      const row = new Row(find("item"), item, {
        cancel: (each) => queue.cancel(each),
        retry: (each) => retry([each]),
      });
      rows.set(item, row);
      find("list").append(row.element);
    }
    const [done, all] = [queue.count(...OUTCOMES), queue.items.length];
    find("step").textContent = interpolate(gettext("%(done)s of %(all)s"), { done, all });
    find("whole").max = all;
    find("whole").value = done;
    showButtons();
  }

  function showButtons() {
    const { isActive } = queue;
    find("way").hidden = !isActive;
    find("cancel-all").hidden = !isActive || queue.items.length < 2;
    find("retry-all").hidden = queue.count("failed") < 2;
    find("close").hidden = isActive;
    if (isActive) addEventListener("beforeunload", ask);
    else removeEventListener("beforeunload", ask); // a page that listens to it is not kept for going back
  }

  function idle() {
    const counts = OUTCOMES.map((outcome) => [outcome, queue.count(outcome)]).filter(([, count]) => count);
    tell(`${counts.map(([outcome, count]) => interpolate(SUMS[outcome](count), { count })).join(", ")}.`);
    showButtons();
    foldAway();
    showTroubleFirst();
    // One that was already there may be new as well: the answer to the first try was lost.
    const addresses = queue.items.map(({ answer }) => answer?.url).filter(Boolean);
    const fresh = addresses.filter((address) => !shownUrls.includes(address));
    shownUrls = [...shownUrls, ...fresh];
    if (fresh.length) document.querySelector("[data-until-photo]")?.remove(); // what it asks for is done
    if (!fresh.length && !queue.items.some(({ wasSent }) => wasSent)) return;
    replaceParts(location.href, LIVE).catch(() => {}); // they are in all the same, and seen when the page is next opened
  }

  /** Rows that went well fold into one line, which opens; one that somebody stands on stays where it is. */
  function foldAway() {
    const well = queue.items.filter(({ state }) => WELL.includes(state)).map((item) => rows.get(item).element);
    if (well.length < 2) return;
    find("well-list").append(...well.filter((row) => !row.contains(document.activeElement)));
    const count = find("well-list").children.length;
    find("well").hidden = !count;
    find("well-sum").textContent = interpolate(ngettext("%(count)s photo is in", "%(count)s photos are in", count), { count });
    if (!document.activeElement.checkVisibility()) find("well-sum").focus(); // the list that one was sent to is empty
  }

  /** In a long list nobody finds the two that did not go in, unless they are at its top. */
  function showTroubleFirst() {
    const list = find("list");
    if (list.querySelector(":focus")) return;
    list.prepend(...queue.items.filter(({ state }) => ["refused", "failed"].includes(state)).map((item) => rows.get(item).element));
    list.scrollTop = 0;
  }

  function close() {
    queue.clear();
    rows.clear();
    for (const name of ["list", "well-list"]) find(name).replaceChildren();
    find("well").hidden = true;
    find("well").open = false;
    find("open").hidden = true;
    area.classList.remove("is-open");
    tell("");
    document.querySelector("[data-choose], form[data-upload] input[type='file']").focus();
  }

  function tellUnderWay() {
    const count = queue.items.length - queue.count(...OUTCOMES);
    const words = ngettext(
      "%(count)s photo is on its way. Please keep this page open.",
      "%(count)s photos are on their way. Please keep this page open.",
      count,
    );
    if (count) tell(interpolate(words, { count }));
  }

  /** One polite live region: when something begins, and what came of it. */
  function tell(text) {
    if (find("sum").textContent !== text) find("sum").textContent = text;
  }
}

function ask(event) {
  event.preventDefault();
}

// --- Files dropped anywhere on the page ------------------------------------------------------------------------------

// While files are dragged over it an overlay invites; whatever else is dragged, a word, a link, a picture of this very
// page, is left alone.

/** `take` gets a list of `{ file, isFolder }`: a folder looks like a file, but cannot be sent. */
function dropAnywhere(overlay, take) {
  let isFromHere = false;
  const hasFiles = (event) => !isFromHere && [...(event.dataTransfer?.types ?? [])].includes("Files");

  addEventListener("dragstart", () => (isFromHere = true));
  addEventListener("dragend", () => (isFromHere = false));
  for (const name of ["dragenter", "dragover"]) {
    addEventListener(name, (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault(); // says that it may be dropped here
      event.dataTransfer.dropEffect = "copy";
      overlay.hidden = false;
    });
  }
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) overlay.hidden = true; // it has left the window
  });
  addEventListener("drop", (event) => {
    overlay.hidden = true;
    if (!hasFiles(event)) return;
    event.preventDefault(); // else the browser would open the file instead of this page
    take(filesIn(event.dataTransfer));
  });
}

function filesIn(transfer) {
  const entries = [...transfer.items].filter((item) => item.kind === "file");
  return entries
    .map((item) => ({ file: item.getAsFile(), isFolder: Boolean(item.webkitGetAsEntry?.()?.isDirectory) }))
    .filter(({ file }) => file);
}
