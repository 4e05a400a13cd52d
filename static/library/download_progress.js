import { CANCEL } from "../text/dialogs.js";
import { downloading, progress } from "../text/downloads.js";
import { showToast } from "../ui/toast.js";

/** @typedef {import("./photo.js").Photo} Photo */

/** Milliseconds between updates. */
const INTERVAL = 100;

const MEGABYTE = 1e6;

/** The progress of a download, which people can cancel. Leaving the page would too, so browsers ask first. */
export class DownloadProgress {
  #controller = new AbortController();
  #bytes = 0;
  #done = 0;
  #timer = 0;

  /** @param {Photo[]} photos */
  constructor(photos) {
    this.count = photos.length;
    this.total = sumBytes(photos);
    const onAction = () => this.#controller.abort();
    this.toast = showToast(downloading(this.count), { action: CANCEL, onAction, seconds: Infinity });
    addEventListener("beforeunload", warn);
  }

  get signal() {
    return this.#controller.signal;
  }

  /**
   * @param {number} bytes  read since the last call
   * @param {number} photos  done since then
   */
  add(bytes, photos) {
    this.#bytes += bytes;
    this.#done += photos;
    this.#timer ||= setTimeout(() => this.#show(), INTERVAL);
  }

  /** Stop what's still being read. */
  end() {
    clearTimeout(this.#timer);
    this.#controller.abort();
    this.toast.close();
    removeEventListener("beforeunload", warn);
  }

  #show() {
    this.#timer = 0;
    const current = Math.min(this.#done + 1, this.count);
    const total = Math.max(this.total, this.#bytes);
    this.toast.update(progress(current, this.count, this.#bytes / MEGABYTE, total / MEGABYTE));
  }
}

/** @param {Photo[]} photos */
export function sumBytes(photos) {
  return photos.reduce((sum, { bytes, raw }) => sum + bytes + (raw?.bytes ?? 0), 0);
}

/** @param {BeforeUnloadEvent} event */
function warn(event) {
  event.preventDefault();
}
