/** Shows one photo after another until people interact. */

/** Milliseconds per photo. */
const DURATION = 4000;

/** Milliseconds between checks whether the next photo has loaded. */
const RETRY = 250;

export class ViewerSlideshow {
  #timer = 0;

  /**
   * @param {() => "moved" | "wait" | "end"} step
   * @param {(isRunning: boolean) => void} onChange
   */
  constructor(step, onChange) {
    this.step = step;
    this.onChange = onChange;
    this.hide = () => document.hidden && this.stop();
  }

  get isRunning() {
    return this.#timer !== 0;
  }

  toggle() {
    if (this.isRunning) this.stop();
    else this.#start();
  }

  stop() {
    if (!this.isRunning) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    document.removeEventListener("visibilitychange", this.hide);
    this.onChange(false);
  }

  #start() {
    document.addEventListener("visibilitychange", this.hide);
    this.#wait(DURATION);
    this.onChange(true);
  }

  /** @param {number} milliseconds */
  #wait(milliseconds) {
    this.#timer = setTimeout(() => this.#advance(), milliseconds);
  }

  #advance() {
    const outcome = this.step();
    if (outcome === "end") this.stop();
    else if (this.isRunning) this.#wait(outcome === "moved" ? DURATION : RETRY);
  }
}
