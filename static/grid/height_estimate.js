/** How high the rows will be of photos of which nothing is known but their number and the sum of their shapes. */

import { justify, ratio, sumOf } from "./layout.js";

/** @typedef {import("./layout.js").Frame} Frame */

/** Photos, and times, that are drawn at the most for one number of photos, and times that count. */
const PHOTOS = 9000;
const TIMES = 300;
const NEAREST = 16;

/** Photos that stand for any larger number: more of them are more rows of the same kind. */
const MANY = 60;

/** Draws from the shapes that are known, and looks at what becomes of the draws whose sum is nearest: those alone have such rows. */
export class Forecast {
  #known;
  #frame;
  #seed = 1;
  /** By the number of photos. @type {Map<number, {sum: number, height: number}[]>} */
  #drawn = new Map();
  /** What months are higher than their sum says, because their last rows are not full. */
  #rest;

  /**
   * @param {import("../library/photo.js").Photo[]} known  of this library
   * @param {Frame} frame
   */
  constructor(known, frame) {
    this.#known = known.map(ratio);
    this.#frame = frame;
    const few = mean(this.#draws(MANY));
    const many = this.#measure(PHOTOS);
    this.#rest = few.height - (few.sum * (many.height - few.height)) / (many.sum - few.sum);
  }

  /**
   * @param {number} count
   * @param {number} sum
   */
  height(count, sum) {
    const drawn = Math.min(count, MANY);
    const part = (sum * drawn) / count;
    const near = mean(
      this.#draws(drawn)
        .toSorted((one, other) => Math.abs(one.sum - part) - Math.abs(other.sum - part))
        .slice(0, NEAREST),
    );
    return Math.round(drawn === count ? near.height : this.#rest + ((near.height - this.#rest) * sum) / near.sum);
  }

  /**
   * Shapes that so many photos may have; always the same (Park and Miller's generator), so that nothing moves with a reload.
   * @param {number} count
   */
  draw(count) {
    return Array.from({ length: count }, () => {
      this.#seed = (this.#seed * 48271) % 2147483647;
      return this.#known[this.#seed % this.#known.length] ?? 1;
    });
  }

  /** @param {number} count */
  #draws(count) {
    const length = Math.min(PHOTOS / count, TIMES);
    const found = this.#drawn.get(count) ?? Array.from({ length }, () => this.#measure(count));
    this.#drawn.set(count, found);
    return found;
  }

  /** @param {number} count */
  #measure(count) {
    const shapes = this.draw(count);
    const last = justify(shapes, this.#frame).at(-1);
    return { sum: sumOf(shapes), height: last ? last.top + last.height : 0 };
  }
}

/** @param {{sum: number, height: number}[]} drawn */
function mean(drawn) {
  const total = drawn.reduce((total, { sum, height }) => ({ sum: total.sum + sum, height: total.height + height }));
  return { sum: total.sum / drawn.length, height: total.height / drawn.length };
}
