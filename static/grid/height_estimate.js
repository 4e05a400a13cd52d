/** Estimates the height of months that aren't loaded, from the number of photos and the sum of their aspect ratios. */

import { justify, ratio, sumOf } from "./layout.js";

/** @typedef {import("./layout.js").Frame} Frame */

/** Limits on samples for one count: photos in all, samples, and the nearest samples that count. */
const PHOTOS = 9000;
const SAMPLES = 300;
const NEAREST = 16;

/** Photos beyond this number just add similar rows. */
const MANY = 60;

/** Draws samples from the known aspect ratios and averages those with the nearest sum. */
export class HeightEstimate {
  #known;
  #frame;
  #seed = 1;
  /** By count. @type {Map<number, {sum: number, height: number}[]>} */
  #samples = new Map();
  /** Extra height of a month because its last row isn't full. */
  #extra;

  /**
   * @param {import("../library/photo.js").Photo[]} known
   * @param {Frame} frame
   */
  constructor(known, frame) {
    this.#known = known.map(ratio);
    this.#frame = frame;
    const few = mean(this.#draw(MANY));
    const many = this.#measure(PHOTOS);
    this.#extra = few.height - (few.sum * (many.height - few.height)) / (many.sum - few.sum);
  }

  /**
   * @param {number} count
   * @param {number} sum
   */
  height(count, sum) {
    const size = Math.min(count, MANY);
    const part = (sum * size) / count;
    const near = mean(
      this.#draw(size)
        .toSorted((one, other) => Math.abs(one.sum - part) - Math.abs(other.sum - part))
        .slice(0, NEAREST),
    );
    return Math.round(size === count ? near.height : this.#extra + ((near.height - this.#extra) * sum) / near.sum);
  }

  /**
   * Draw aspect ratios. They're the same on each reload (Park-Miller generator), so that nothing moves.
   * @param {number} count
   */
  sample(count) {
    return Array.from({ length: count }, () => {
      this.#seed = (this.#seed * 48271) % 2147483647;
      return this.#known[this.#seed % this.#known.length] ?? 1;
    });
  }

  /** @param {number} count */
  #draw(count) {
    const length = Math.min(PHOTOS / count, SAMPLES);
    const found = this.#samples.get(count) ?? Array.from({ length }, () => this.#measure(count));
    this.#samples.set(count, found);
    return found;
  }

  /** @param {number} count */
  #measure(count) {
    const ratios = this.sample(count);
    const last = justify(ratios, this.#frame).at(-1);
    return { sum: sumOf(ratios), height: last ? last.top + last.height : 0 };
  }
}

/** @param {{sum: number, height: number}[]} samples */
function mean(samples) {
  const of = (/** @type {"sum" | "height"} */ key) => samples.reduce((sum, one) => sum + one[key], 0) / samples.length;
  return { sum: of("sum"), height: of("height") };
}
