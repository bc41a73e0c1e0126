// Photos chosen, dropped anywhere on the page or taken by the camera, each on its own way to the server. The form works
// without any of this: then the browser sends it as a whole.

import { replaceParts } from "./album.js";
import { dropAnywhere } from "./drop-anywhere.js";
import { Row } from "./upload-item.js";
import { Queue } from "./upload-queue.js";
import { sender } from "./upload-send.js";
import { Words } from "./words.js";

// What new photos change on the page.
const LIVE = ["[data-live='cover']", "[data-live='count']", "[data-live='drop']", "[data-gallery]"];
// A type comes of the file's name: what the browser does not know may be a picture all the same, which its bytes tell.
const NO_PICTURE = /^(audio|text|video)\//;
const OUTCOMES = ["added", "already-there", "restored", "refused", "failed", "cancelled"];

const form = document.querySelector("form[data-upload]");
const area = document.querySelector("[data-queue]");
if (form && area) start();

function start() {
  const find = (name) => area.querySelector(`[data-${name}]`);
  const words = new Words(find("words"));
  const rows = new Map();
  const queue = new Queue({ send: sender(form, words), changed, idle });
  let told = []; // addresses of the photos that the page shows

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
    const refused = (reason) => ({ outcome: "refused", words: words.say(reason) });
    if (isFolder) return refused("folder");
    if (file.size > Number(form.dataset.mostBytes)) return refused("too-large");
    if (NO_PICTURE.test(file.type)) return refused("not-a-picture");
    return undefined;
  }

  function changed(item) {
    if (rows.has(item)) {
      rows.get(item).show();
    } else {
      const row = new Row(find("item"), item, words, {
        cancel: (each) => queue.cancel(each),
        retry: (each) => retry([each]),
      });
      rows.set(item, row);
      find("list").append(row.element);
    }
    const [done, all] = [queue.count(...OUTCOMES), queue.items.length];
    find("step").textContent = words.say("step", done).replace("%m", all);
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
    else removeEventListener("beforeunload", ask); // a page that listens to it is not kept for the way back
  }

  function idle() {
    const sums = OUTCOMES.filter((outcome) => queue.count(outcome));
    tell(`${sums.map((outcome) => words.say(`sum-${outcome}`, queue.count(outcome))).join(", ")}.`);
    showButtons();
    showTroubleFirst();
    // One that was already there may be new as well: the answer to the first try was lost.
    const addresses = queue.items.map(({ answer }) => answer?.url).filter(Boolean);
    const fresh = addresses.filter((address) => !told.includes(address));
    told = [...told, ...fresh];
    if (!fresh.length && !queue.items.some(({ wasSent }) => wasSent)) return;
    replaceParts(location.href, LIVE).catch(() => {}); // they are in all the same, and seen when the page is next opened
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
    find("list").replaceChildren();
    find("open").hidden = true;
    area.classList.remove("is-open");
    tell("");
    form.querySelector("input[type='file']").focus();
  }

  function tellUnderWay() {
    const count = queue.items.length - queue.count(...OUTCOMES);
    if (count) tell(words.count("under-way", count));
  }

  /** One polite live region: when something begins, and what came of it. */
  function tell(text) {
    if (find("sum").textContent !== text) find("sum").textContent = text;
  }
}

function ask(event) {
  event.preventDefault();
}
