// A picture under fingers, mouse or keys: enlarged and moved where it is enlarged, swiped away where it is whole.

const MOST = 5;
const DOUBLE = 2.5;
const TAP_PIXELS = 8;
const TAP_MS = 300;
const SWIPE_PIXELS = 60;

export class Zoom {
  // `onSwipe` is told "left", "right" or "down", `onTap` nothing, `onChange` whether the picture is enlarged.
  constructor(stage, picture, { onSwipe, onTap, onChange }) {
    Object.assign(this, { stage, picture, onSwipe, onTap, onChange });
    this.pointers = new Map();
    this.lastTap = 0;
    this.reset();
    stage.addEventListener("pointerdown", (event) => this.#down(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    stage.addEventListener("pointerup", (event) => this.#up(event));
    stage.addEventListener("pointercancel", (event) => this.#up(event, true));
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  get isZoomed() {
    return this.scale > 1;
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
    const { offsetWidth, offsetHeight } = this.picture;
    const within = (value, inner, outer) => {
      const most = Math.max(0, (inner * this.scale - outer) / 2);
      return Math.min(most, Math.max(-most, value));
    };
    if (this.scale === 1) [this.x, this.y] = [0, 0];
    this.x = within(this.x, offsetWidth, this.stage.clientWidth);
    this.y = within(this.y, offsetHeight, this.stage.clientHeight);
    this.#place(this.x, this.y);
    this.onChange(this.isZoomed);
  }

  #place(x, y) {
    const isAtRest = this.scale === 1 && !x && !y;
    this.picture.style.transform = isAtRest ? "" : `translate(${x}px, ${y}px) scale(${this.scale})`;
  }

  #point({ clientX, clientY }) {
    const box = this.stage.getBoundingClientRect();
    return { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2 };
  }

  #down(event) {
    if (event.button) return;
    this.stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.#point(event));
    if (this.pointers.size === 1) this.start = { ...this.#point(event), pinched: false };
    else this.start.pinched = true;
  }

  #move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = this.#point(event);
    this.pointers.set(event.pointerId, now);
    if (this.pointers.size === 2) this.#pinch(event.pointerId, before, now);
    else if (this.isZoomed) {
      this.x += now.x - before.x;
      this.y += now.y - before.y;
      this.#draw();
    } else if (!this.start.pinched) this.#place(now.x - this.start.x, Math.max(0, now.y - this.start.y) / 2);
  }

  #pinch(id, before, now) {
    const [other] = [...this.pointers].filter(([key]) => key !== id).map(([, point]) => point);
    const distance = (point) => Math.hypot(point.x - other.x, point.y - other.y) || 1;
    this.by(distance(now) / distance(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  }

  #up(event, isCancelled = false) {
    if (!this.pointers.delete(event.pointerId) || this.pointers.size) return;
    const point = this.#point(event);
    const [right, down] = [point.x - this.start.x, point.y - this.start.y];
    if (this.start.pinched || isCancelled) return this.#draw();
    if (Math.hypot(right, down) < TAP_PIXELS) return this.#tap(point);
    if (this.isZoomed) return;
    this.#draw();
    if (Math.abs(right) > Math.max(SWIPE_PIXELS, Math.abs(down))) this.onSwipe(right < 0 ? "left" : "right");
    else if (down > 2 * SWIPE_PIXELS) this.onSwipe("down");
  }

  #tap(point) {
    const now = performance.now();
    this.#draw();
    if (now - this.lastTap < TAP_MS) this.toggle(point);
    else this.onTap();
    this.lastTap = now;
  }

  #wheel(event) {
    event.preventDefault();
    this.by(Math.exp(-event.deltaY / 400), this.#point(event));
  }
}
