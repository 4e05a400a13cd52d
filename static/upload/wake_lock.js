/** Keeps the screen on while uploading: a phone that locks stops the page. Browsers release the lock of hidden pages. */

export class WakeLock {
  #isWanted = false;
  /** @type {Promise<WakeLockSentinel | undefined> | undefined} */
  #lock;

  constructor() {
    document.addEventListener("visibilitychange", () => {
      this.#lock = undefined;
      this.#update();
    });
  }

  /** @param {boolean} isWanted */
  hold(isWanted) {
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    this.#update();
  }

  async #update() {
    const isHeld = this.#isWanted && document.visibilityState === "visible";
    // It isn't available on plain http, and the system may refuse it.
    if (isHeld) this.#lock ??= navigator.wakeLock?.request("screen").catch(() => undefined);
    else {
      const lock = await this.#lock;
      this.#lock = undefined;
      lock?.release();
    }
  }
}
