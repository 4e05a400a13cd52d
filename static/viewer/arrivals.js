/** Photos that guests add while a slideshow runs: it shows them next, and starts over at the end. */

import { positionOf } from "./positions.js";

/** @typedef {import("../library/photo.js").Photo} Photo */

export class Arrivals {
  /** @type {Photo[]} */
  #waiting = [];

  /** @param {import("../library/library.js").Library} library */
  constructor(library) {
    this.library = library;
    library.addEventListener("arrive", (event) => {
      this.#waiting.push(.../** @type {CustomEvent<Photo[]>} */ (event).detail);
    });
  }

  /**
   * Advance a slideshow.
   * @param {import("./stage.js").ViewerStage} stage
   * @returns {"moved" | "wait" | "end"}
   */
  step(stage) {
    const arrival = this.#waiting.shift();
    const position = arrival ? positionOf(this.library, arrival) : -1;
    if (position >= 0) stage.go(() => position);
    const outcome = position >= 0 ? "moved" : stage.step();
    if (outcome !== "end" || this.library.count < 2) return outcome;
    stage.go(() => 0);
    return "moved";
  }
}
