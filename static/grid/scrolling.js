/** How the view moves: slowly enough to be looked at, or faster until it comes to rest. */

/** Milliseconds without movement after which the view is at rest. */
const REST = 100;

/** Pixels a millisecond, about five screens a second: nobody sees what passes faster. */
const FAST = 4;

export class Movement {
  isFast = false;
  /** Where it was last, in pixels. */
  at = 0;
  #isHeld = false;
  #when = 0;
  #timer = 0;

  /** @param {() => void} onRest  called when it was fast and is no more */
  constructor(onRest) {
    this.onRest = onRest;
  }

  /** @param {boolean} isHeld  whether a hand moves the view by the scrubber, which is fast at any speed */
  set isHeld(isHeld) {
    this.#isHeld = isHeld;
    if (!isHeld) this.#rest();
  }

  /** @param {number} at  where it is now */
  follow(at) {
    const moved = Math.abs(at - this.at);
    const now = performance.now();
    const isFast = this.#isHeld || moved > FAST * (now - this.#when);
    this.at = at;
    this.#when = now;
    if (!moved && this.#timer) return;
    this.isFast = isFast;
    clearTimeout(this.#timer);
    this.#timer = isFast ? setTimeout(() => this.#rest(), REST) : 0;
  }

  #rest() {
    this.#timer = 0;
    if (this.#isHeld) return;
    this.isFast = false;
    this.onRest();
  }
}
