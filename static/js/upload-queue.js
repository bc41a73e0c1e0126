// Which file is sent when, and what becomes of each. Nothing here knows of a page.
//
//   waiting -> sending -> looking (all is sent, the answer is not there yet) -> the answer's outcome
//
// An outcome is added, already-there, restored, refused or failed. What failed in a way that may pass (`again`, in
// seconds) pauses and is sent anew by itself, `tries` times at most; after that, and after a cancel, it is up to the
// person.

const AT_ONCE = 3;
const SPREAD = 0.25; // of a pause, so that what was sent away together does not come back together
const UNDER_WAY = new Set(["sending", "looking"]);
const ACTIVE = new Set(["waiting", "pausing", ...UNDER_WAY]);

export class Queue {
  items = [];
  #send;
  #changed;
  #idle;

  /**
   * `send(file, { signal, onShare })` resolves to an answer `{ outcome, words, ... }` and never rejects; `changed(item)`
   * hears of every change, `idle()` when nothing is under way any more.
   */
  constructor({ send, changed, idle }) {
    this.#send = send;
    this.#changed = changed;
    this.#idle = idle;
  }

  get isActive() {
    return this.items.some((item) => ACTIVE.has(item.state));
  }

  count(...states) {
    return this.items.filter((item) => states.includes(item.state)).length;
  }

  /** `answers` hold what is known of a file before it is sent, such as that it is too large; undefined for the others. */
  add(files, answers = []) {
    const added = files.map((file, number) => {
      const answer = answers[number];
      return { file, state: answer?.outcome ?? "waiting", answer: answer ?? null, share: 0, triesAnew: 0 };
    });
    this.items.push(...added);
    for (const item of added) this.#changed(item);
    this.#next();
  }

  retry(item) {
    if (!["failed", "cancelled"].includes(item.state)) return;
    item.triesAnew = 0;
    this.#set(item, { state: "waiting", answer: null, share: 0 });
    this.#next();
  }

  cancel(item) {
    if (!ACTIVE.has(item.state)) return;
    clearTimeout(item.timer);
    const wasSent = item.state === "looking";
    this.#set(item, { state: "cancelled", wasSent });
    item.abort?.abort();
    this.#next();
  }

  clear() {
    this.items = [];
  }

  #next() {
    const free = AT_ONCE - this.count(...UNDER_WAY);
    const waiting = this.items.filter((item) => item.state === "waiting");
    for (const item of waiting.slice(0, free)) this.#run(item);
    if (this.items.length && !this.isActive) this.#idle();
  }

  async #run(item) {
    item.abort = new AbortController();
    const { signal } = item.abort;
    this.#set(item, { state: "sending", share: 0 });
    const onShare = (share) => {
      if (!signal.aborted) this.#set(item, { state: share < 1 ? "sending" : "looking", share });
    };
    const answer = await this.#send(item.file, { signal, onShare });
    if (signal.aborted) return; // cancelled: `cancel` has seen to the next
    if (answer.again !== undefined && item.triesAnew < (answer.tries ?? 1)) {
      this.#pause(item, answer);
    } else {
      this.#set(item, { state: answer.outcome, answer });
      if (answer.stops) this.#stop(answer);
    }
    this.#next();
  }

  #pause(item, answer) {
    this.#set(item, { state: "pausing", answer, triesAnew: item.triesAnew + 1 });
    const doubled = answer.doubles ? 2 ** (item.triesAnew - 1) : 1;
    const seconds = answer.again * doubled * (1 + SPREAD * Math.random());
    item.timer = setTimeout(() => {
      this.#set(item, { state: "waiting", answer: null });
      this.#next();
    }, seconds * 1000);
  }

  /** What no other file would fare better with, such as a login that has ended, is not tried with all of them. */
  #stop(answer) {
    for (const item of this.items) {
      if (!["waiting", "pausing"].includes(item.state)) continue;
      clearTimeout(item.timer);
      this.#set(item, { state: "failed", answer });
    }
  }

  #set(item, changes) {
    Object.assign(item, changes);
    this.#changed(item);
  }
}
