/**
 * Asks the gallery to bring its index up to date while the owner's page is open: right after it has loaded, and then
 * every few minutes. Other tools may have stored, changed or deleted photos.
 */

import "../ui/menu.js";
import { Month } from "./library.js";
import { RefreshStatus } from "./refresh_status.js";
import { requestJson } from "./requests.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./library.js").MonthEntry} MonthEntry
 * @typedef {{photos: number, scanned: number, undated: number, undeveloped: number, done: boolean}} Progress  of
 *   `/api/refresh`
 */

/** Milliseconds. */
const BETWEEN_REQUESTS = 1000;
const BETWEEN_REFRESHES = 5 * 60_000;
const RETRY = 15_000;
const WHILE_UPLOADING = 2000;

/** Milliseconds after a change on the page, for which the gallery may not have all of it yet. */
const UNSETTLED = 10_000;

/** Held by the tab that's refreshing. */
const LOCK = "gallery-refresh";

const FORBIDDEN = [401, 403, 404];

const UPLOADING = ".upload-panel:not([hidden]) > progress:not([hidden])";

/**
 * @param {Library} [library]  of the page, if it shows one
 * @returns {Promise<void>} when the owner has signed out
 */
export async function keepRefreshed(library) {
  const refresh = new Refresh(library);
  let failures = 0;
  for (;;) {
    await untilFree();
    try {
      const isDone = await withLock(() => refresh.run());
      failures = 0;
      await wait(isDone ? BETWEEN_REFRESHES : RETRY);
    } catch (error) {
      refresh.status.hide();
      if (FORBIDDEN.includes(/** @type {{status?: number}} */ (error).status ?? 0)) return;
      await wait(Math.min(RETRY * 2 ** failures++, BETWEEN_REFRESHES));
    }
  }
}

class Refresh {
  status = new RefreshStatus();
  /** Photos that the page and the gallery agree on. */
  #known;
  /** Whether the page may lack photos that the gallery had when it loaded. */
  #isIncomplete;
  #changedAt = 0;
  /** Whether dates have been read since the page was compared with the gallery. */
  #hasNewDates = false;

  /** @param {Library} [library] */
  constructor(library) {
    this.timeline = library?.album === null && !library.heading ? library : undefined;
    this.#known = this.timeline?.count;
    this.#isIncomplete = Boolean(this.timeline && (wasEmpty() || this.status.saysUpdating));
    library?.addEventListener("change", () => (this.#changedAt = Date.now()));
  }

  /**
   * Refresh until nothing is left to do, or something more important comes up.
   * @returns {Promise<boolean>} whether it's done
   */
  async run() {
    let hasRead = false;
    let wasScanning = false;
    while (isFree()) {
      /** @type {Progress} */
      const progress = await requestJson("/api/refresh", {});
      if (progress.done) return this.#finish(progress.photos, hasRead);
      hasRead ||= progress.undeveloped > 0;
      this.status.show(progress);
      // Reading thousands of photos takes minutes, but the page can show them now.
      if (wasScanning && !progress.scanned) await this.#complete();
      await this.#offerOrder(progress);
      wasScanning = progress.scanned > 0;
      await wait(BETWEEN_REQUESTS);
    }
    return false;
  }

  /**
   * @param {number} photos  that the gallery knows
   * @param {boolean} hasRead  whether it has read some, which may have changed their dates
   * @returns {Promise<boolean>} whether the page is up to date, or can be
   */
  async #finish(photos, hasRead) {
    if (this.#isIncomplete && !(await this.#complete())) return false;
    const isOutdated = this.timeline ? await this.#lacksPhotos(photos, hasRead) : hasRead;
    this.status.finish(isOutdated);
    return true;
  }

  /**
   * Show all photos on a page that couldn't show them before.
   * @returns {Promise<boolean>} whether the gallery knows them all
   */
  async #complete() {
    const months = this.#isIncomplete && this.#isSettled && (await listMonths());
    if (!this.timeline || !months) return false;
    replaceMonths(this.timeline, months);
    this.#isIncomplete = !this.timeline.count;
    // Any use of the page loads its tools, which hide what an empty page says.
    if (this.timeline.count) dispatchEvent(new Event("scroll"));
    return true;
  }

  /**
   * Once all dates are known, offer to show the photos in their order. Their previews may take much longer.
   * @param {Progress} progress
   */
  async #offerOrder({ photos, undated }) {
    this.#hasNewDates ||= undated > 0;
    if (undated || !this.#hasNewDates) return;
    if (this.#isIncomplete) return void (await this.#complete());
    const differs = await this.#differs(photos);
    if (differs) this.status.offerReload();
    if (differs !== undefined) this.#hasNewDates = false;
  }

  get #isSettled() {
    return Date.now() - this.#changedAt > UNSETTLED;
  }

  /**
   * @param {number} photos  that the gallery knows
   * @param {boolean} hasRead
   */
  async #lacksPhotos(photos, hasRead) {
    return (photos !== this.#known || hasRead) && Boolean(await this.#differs(photos));
  }

  /**
   * @param {number} photos  that the gallery knows
   * @returns {Promise<boolean | undefined>} whether the timeline has other months than the page; undefined if unknown
   */
  async #differs(photos) {
    const { timeline } = this;
    const months = timeline && this.#isSettled && (await listMonths());
    if (!months) return undefined;
    this.#known = photos;
    const counts = new Map(timeline.months.map(({ key, count }) => [key, count]));
    return months.length !== counts.size || months.some(({ month, count }) => counts.get(month) !== count);
  }
}

/** @returns {boolean} whether the page had no photos when it was loaded; people may have deleted them since */
function wasEmpty() {
  return !JSON.parse(document.querySelector("#library")?.textContent ?? "").months.length;
}

/** @returns {Promise<MonthEntry[] | undefined>} undefined while it's still being updated */
async function listMonths() {
  const { months, updating } = await requestJson("/api/months");
  return updating ? undefined : months;
}

/**
 * Show these months. Those that haven't changed stay as they are.
 * @param {Library} library
 * @param {MonthEntry[]} entries
 */
function replaceMonths(library, entries) {
  const known = new Map(library.months.map((month) => [month.key, month]));
  library.months = entries.map(({ month, count, ratio_sum }) => {
    const old = known.get(month);
    const isSame = old?.count === count && Math.abs(old.ratioSum - ratio_sum) < 0.05;
    return isSame ? old : new Month(month, count, ratio_sum);
  });
  library.notify();
}

/** @param {() => Promise<boolean>} run */
async function withLock(run) {
  // Only secure origins have locks.
  return navigator.locks ? navigator.locks.request(LOCK, run) : run();
}

function isFree() {
  return document.visibilityState === "visible" && navigator.onLine && !document.querySelector(UPLOADING);
}

async function untilFree() {
  while (!isFree()) {
    if (document.visibilityState !== "visible") await once(document, "visibilitychange");
    else if (!navigator.onLine) await once(window, "online");
    else await wait(WHILE_UPLOADING);
  }
}

/**
 * @param {EventTarget} target
 * @param {string} type
 */
function once(target, type) {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
}

/** @param {number} milliseconds */
function wait(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
