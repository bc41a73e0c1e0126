// A picture under fingers, mouse or keys: enlarged, and moved where it is enlarged. Where it is whole, `onDrag` hears how
// far it is dragged and `onDrop` that it was let go; how far is { x, y } in px, one of them 0.

const MOST = 5;
const DOUBLE = 2.5;
const STILL_PIXELS = 8;
const TAP_MS = 300;
const SPEED_MS = 100; // the last moments of a drag say how fast it was

export class Zoom {
  // `onDrop` is also told the speed, { x, y } in px/ms; `onTap` the kind of pointer; `onChange` whether it is enlarged.
  constructor(stage, handlers) {
    Object.assign(this, handlers, { stage, picture: null, pointers: new Map(), pendingTap: 0 });
    stage.addEventListener("pointerdown", (event) => this.#down(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    stage.addEventListener("pointerup", (event) => this.#up(event));
    stage.addEventListener("pointercancel", (event) => this.#up(event, true));
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    new ResizeObserver(() => this.#draw()).observe(stage);
  }

  get isZoomed() {
    return this.scale > 1;
  }

  /** Another picture, whole. */
  attach(picture) {
    if (this.picture) this.reset();
    this.picture = picture;
    this.reset();
  }

  reset() {
    [this.scale, this.x, this.y] = [1, 0, 0];
    this.#draw();
  }

  toggle(at) {
    if (this.isZoomed) this.reset();
    else this.by(DOUBLE, at);
  }

  // Enlarges around a point, given from the middle of the stage.
  by(factor, at = { x: 0, y: 0 }) {
    const scale = Math.min(MOST, Math.max(1, this.scale * factor));
    const change = scale / this.scale;
    this.x = at.x - (at.x - this.x) * change;
    this.y = at.y - (at.y - this.y) * change;
    this.scale = scale;
    this.#draw();
  }

  #draw() {
    if (!this.picture) return;
    const { offsetWidth, offsetHeight } = this.picture;
    const within = (value, inner, outer) => {
      const most = Math.max(0, (inner * this.scale - outer) / 2);
      return Math.min(most, Math.max(-most, value));
    };
    if (!this.isZoomed) [this.x, this.y] = [0, 0];
    this.x = within(this.x, offsetWidth, this.stage.clientWidth);
    this.y = within(this.y, offsetHeight, this.stage.clientHeight);
    this.picture.style.transform = this.isZoomed ? `translate(${this.x}px, ${this.y}px) scale(${this.scale})` : "";
    this.onChange(this.isZoomed);
  }

  #point({ clientX, clientY, timeStamp }) {
    const box = this.stage.getBoundingClientRect();
    return { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2, at: timeStamp };
  }

  #down(event) {
    if (event.button) return;
    const point = this.#point(event);
    this.pointers.set(event.pointerId, point);
    if (this.pointers.size > 1) this.start.isPinch = true;
    else this.start = { ...point, axis: "", isPinch: false, isButton: Boolean(event.target.closest("button")), path: [point] };
    this.onGrab();
  }

  #move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = this.#point(event);
    this.pointers.set(event.pointerId, now);
    const { start } = this;
    if (!start.axis && !start.isPinch) this.#begin(event, now);
    if (this.pointers.size === 2) this.#pinch(event.pointerId, before, now);
    else if (this.isZoomed) {
      this.x += now.x - before.x;
      this.y += now.y - before.y;
      this.#draw();
    } else if (start.axis) {
      start.path = [...start.path.filter(({ at }) => now.at - at < SPEED_MS), now];
      this.onDrag(this.#dragged(now));
    }
  }

  // Beyond a few pixels it is no tap, not even one on a button, and goes along or across from then on.
  #begin(event, now) {
    const [right, down] = [now.x - this.start.x, now.y - this.start.y].map(Math.abs);
    if (Math.max(right, down) < STILL_PIXELS) return;
    this.start.axis = right > down ? "x" : "y";
    this.stage.setPointerCapture(event.pointerId);
  }

  #dragged(now) {
    const { axis } = this.start;
    return { x: 0, y: 0, [axis]: now[axis] - this.start[axis] };
  }

  #speed(now) {
    const from = this.start.path.find(({ at }) => now.at - at < SPEED_MS) ?? now;
    const time = Math.max(1, now.at - from.at);
    return { x: (now.x - from.x) / time, y: (now.y - from.y) / time };
  }

  #pinch(id, before, now) {
    const [other] = [...this.pointers].filter(([key]) => key !== id).map(([, point]) => point);
    const distance = (point) => Math.hypot(point.x - other.x, point.y - other.y) || 1;
    this.by(distance(now) / distance(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  }

  #up(event, isCancelled = false) {
    if (!this.pointers.delete(event.pointerId) || this.pointers.size) return;
    const [now, still] = [this.#point(event), { x: 0, y: 0 }];
    const { axis, isButton, isPinch } = this.start;
    if (!axis && !isPinch && !isButton && !isCancelled) this.#tap(now, event.pointerType);
    else if (axis && !this.isZoomed) {
      const isOver = isPinch || isCancelled;
      this.onDrop(isOver ? still : this.#dragged(now), isOver ? still : this.#speed(now));
    }
  }

  // The first of two taps waits for the second.
  #tap(point, kind) {
    const isSecond = this.pendingTap;
    clearTimeout(this.pendingTap);
    this.pendingTap = 0;
    if (isSecond) return this.toggle(point);
    this.pendingTap = setTimeout(() => {
      this.pendingTap = 0;
      this.onTap(kind);
    }, TAP_MS);
  }

  #wheel(event) {
    event.preventDefault();
    this.by(Math.exp(-event.deltaY / 400), this.#point(event));
  }
}
