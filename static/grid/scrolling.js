/** Distinguishes slow scrolling, during which people see photos, from fast scrolling. */

/** Milliseconds without movement after which scrolling has stopped. */
const REST = 150;

/** Pixels per millisecond, about five screens a second: too fast to see anything. */
const FAST = 4;

export class Scrolling {
  isFast = false;
  /** The last position, in pixels. */
  top = 0;
  #isDragging = false;
  #time = 0;
  #timer = 0;

  /** @param {() => void} onSettle  called when fast scrolling ends */
  constructor(onSettle) {
    this.onSettle = onSettle;
  }

  /** @param {boolean} isDragging  whether people drag the scrubber, whose movement counts as fast at any speed */
  set isDragging(isDragging) {
    this.#isDragging = isDragging;
    if (!isDragging) this.#settle();
  }

  /** @param {number} top */
  follow(top) {
    const distance = Math.abs(top - this.top);
    const now = performance.now();
    const isFast = distance > (this.#isDragging ? 0 : FAST * (now - this.#time));
    this.top = top;
    this.#time = now;
    if (!distance && this.#timer) return;
    this.isFast = isFast;
    clearTimeout(this.#timer);
    this.#timer = isFast ? setTimeout(() => this.#settle(), REST) : 0;
  }

  #settle() {
    this.#timer = 0;
    this.isFast = false;
    this.onSettle();
  }
}
