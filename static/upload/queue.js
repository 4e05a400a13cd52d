/** Uploads files three at a time, and retries temporary failures. */

import { SHARE } from "../library/caller.js";
import { UNREACHABLE } from "../text/errors.js";
import { UNREADABLE } from "../text/upload.js";
import { moveMisfiled } from "./albums.js";
import { isReadable, sendFile } from "./request.js";
import { linkSidecars, sendSidecar } from "./sidecars.js";

/** @typedef {import("./request.js").Photo} Photo */
/** @typedef {import("./request.js").UploadResponse} UploadResponse */
/** @typedef {{file: File, folder: string}} Found  `folder`: with its parents up to the one that people chose or dropped, "" for a single file */
/**
 * @typedef Item
 * @property {File} file
 * @property {string} folder
 * @property {string} chosen  the form's album when the file was added
 * @property {string} album  where it should be
 * @property {string} sentTo  where it is
 * @property {"waiting" | "sending" | "done" | "failed" | "stopped"} state
 * @property {number} progress  from 0 to 1
 * @property {number} tries  since something has arrived
 * @property {string} outcome
 * @property {string} reason
 * @property {boolean} canRetry  whether sending it again may help
 * @property {Photo} [photo]
 * @property {string} [undo]  see undo.js
 * @property {Item[]} [photos]  of a sidecar: the photos that it belongs to
 */

const CONCURRENCY = 3;
const TRIES = 6;
const MAX_WAIT = 30;
const NOT_FOUND = 404;
/** Bytes. */
const MAX_VIDEO_AT_ONCE = 16_000_000;
const TEMPORARY = new Set([0, 408, 429, 502, 503, 504]);
const PAUSES_UNTIL_FOCUS = new Set(["signed out", "offline"]);

export class UploadQueue {
  /** @type {Item[]} */
  items = [];
  /** Why uploads are paused. @type {"" | "offline" | "busy" | "signed out"} */
  pause = "";
  #stop = new AbortController();
  #timer = 0;
  #moves = Promise.resolve();

  /** @param {(item?: Item) => void} onChange  called with an item, or without one for the queue itself */
  constructor(onChange) {
    this.onChange = onChange;
    addEventListener("online", () => this.#resume());
    // People sign in in another tab, or unlock their phone.
    addEventListener("focus", () => PAUSES_UNTIL_FOCUS.has(this.pause) && this.#resume());
  }

  get isBusy() {
    return this.items.some(isUnfinished);
  }

  /**
   * @param {Found[]} found
   * @param {string} album
   */
  add(found, album) {
    /** @type {Item[]} */
    const items = found.map(({ file, folder }) => {
      const rest = { sentTo: "", progress: 0, tries: 0, outcome: "", reason: "", canRetry: false };
      return { file, folder, chosen: album, album, state: "waiting", ...rest };
    });
    if (!SHARE) linkSidecars(items);
    this.items.push(...items);
    this.onChange();
    this.#next();
  }

  /** @param {Item[]} items  photos, which take their sidecars along, and sidecars */
  retry(items) {
    const chosen = new Set(items);
    const sidecars = this.items.filter((item) => isOver(item) && item.photos?.some((photo) => chosen.has(photo)));
    for (const item of new Set([...items, ...sidecars]))
      this.#set(item, { state: "waiting", tries: 0, reason: "", canRetry: false });
    this.#resume();
  }

  /** Stop uploads. Stored photos stay. */
  cancel() {
    const stopped = this.#stop;
    this.#stop = new AbortController();
    for (const item of this.items) {
      if (isUnfinished(item)) this.#set(item, { state: "stopped", progress: 0, canRetry: true });
    }
    stopped.abort();
    this.#resume();
  }

  /** @param {Item} item  that a guest has just added */
  async undo(item) {
    const { undoUpload } = await import("./undo.js");
    await undoUpload(item, this.onChange);
  }

  /** Move stored photos to their items' albums, one call at a time. */
  moveMisfiled() {
    this.#moves = this.#moves.then(() => moveMisfiled(this.items, this.onChange));
  }

  #next() {
    for (const item of this.items) {
      if (this.pause || this.#inFlight().length >= CONCURRENCY) return;
      if (item.state === "waiting" && !item.photos?.some(isUnfinished) && !this.#mustWait(item)) this.#send(item);
    }
  }

  #inFlight() {
    return this.items.filter(({ state }) => state === "sending");
  }

  /** One large file at a time: its pieces use the connection well enough. @param {Item} item */
  #mustWait({ file }) {
    return isLarge(file) && this.#inFlight().some((item) => isLarge(item.file));
  }

  /** @param {Item} item */
  async #send(item) {
    const { signal } = this.#stop;
    this.#set(item, { state: "sending", sentTo: item.album });
    const response = await (item.photos ? sendSidecar(item, () => this.#moves, signal) : this.#sendPhoto(item, signal));
    if (signal.aborted) return;
    await this.#handleResponse(item, response);
    this.#next();
  }

  /**
   * @param {Item} item
   * @param {AbortSignal} signal
   */
  async #sendPhoto(item, signal) {
    if (!isLarge(item.file)) {
      return sendFile(item.file, item.album, (progress) => this.#set(item, { progress }), signal);
    }
    const pieces = await import("./pieces.js").catch(() => undefined);
    if (!pieces) return { status: 0, outcome: "", reason: UNREACHABLE, retryAfter: 0 };
    // A large file may fail often before all of it has arrived.
    const noteProgress = (/** @type {number} */ progress, /** @type {boolean} */ hasAdvanced) =>
      this.#set(item, hasAdvanced ? { progress, tries: 0 } : { progress });
    return pieces.sendInPieces(item.file, item.album, noteProgress, signal);
  }

  /**
   * @param {Item} item
   * @param {UploadResponse} response
   */
  async #handleResponse(item, response) {
    const { status, outcome, reason, photo, undo } = response;
    if (outcome) {
      this.#set(item, { state: "done", outcome, photo, undo });
      this.moveMisfiled();
    } else if (status === 401) {
      this.#set(item, { state: "waiting" });
      this.#pauseFor("signed out");
    } else if (status === 0 && !(await isReadable(item.file))) {
      this.#set(item, { state: "failed", reason: UNREADABLE, canRetry: false });
    } else if (TEMPORARY.has(status) && (!navigator.onLine || item.tries < TRIES)) {
      this.#retryLater(item, response);
    } else {
      const canRetry = status >= 500 || TEMPORARY.has(status) || response.retryAfter > 0 || hasRetryablePhoto(item);
      this.#set(item, { state: "failed", reason, canRetry });
      // The link has ended, so nothing else needs to be sent.
      if (SHARE && status === NOT_FOUND)
        for (const other of this.items) if (other.state === "waiting") this.#set(other, { state: "failed", reason });
    }
  }

  /**
   * @param {Item} item
   * @param {UploadResponse} response
   */
  #retryLater(item, { status, retryAfter }) {
    const seconds = retryAfter || Math.min(2 ** item.tries, MAX_WAIT);
    const progress = isLarge(item.file) ? item.progress : 0;
    this.#set(item, { state: "waiting", progress, tries: item.tries + Number(navigator.onLine) });
    this.#pauseFor(status ? "busy" : "offline", seconds);
  }

  /**
   * @param {"offline" | "busy" | "signed out"} pause
   * @param {number} [seconds]
   */
  #pauseFor(pause, seconds) {
    this.pause = pause;
    clearTimeout(this.#timer);
    if (seconds) this.#timer = setTimeout(() => this.#resume(), seconds * 1000);
    this.onChange();
  }

  #resume() {
    clearTimeout(this.#timer);
    this.pause = "";
    this.onChange();
    this.#next();
  }

  /**
   * @param {Item} item
   * @param {Partial<Item>} changes
   */
  #set(item, changes) {
    this.onChange(Object.assign(item, changes));
  }
}

/** @param {Item} item */
function isUnfinished({ state }) {
  return state === "waiting" || state === "sending";
}

/** @param {Item} item */
function isOver({ state }) {
  return state === "failed" || state === "stopped";
}

/** @param {Item} item  a sidecar whose photo can still be added */
function hasRetryablePhoto({ photos }) {
  return Boolean(photos?.some(({ canRetry }) => canRetry));
}

/** Whether a file goes in pieces. Videos do earlier, so that the gallery never holds a long one in memory. @param {File} file */
function isLarge({ size, type }) {
  return size > (type.startsWith("video/") ? Math.min(formLimit(), MAX_VIDEO_AT_ONCE) : formLimit());
}

/** Bytes of a file that fits into a form together with its other fields. */
function formLimit() {
  /** @type {HTMLFormElement | null} */
  const form = document.querySelector(".upload form");
  return Number(form?.dataset.limit) - 10_000;
}
