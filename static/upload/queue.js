/** The files that wait for their turn: three at a time, again after trouble, until each has its outcome. */

import { moveStrays } from "./albums.js";
import { isReadable, send, sentenceFor } from "./request.js";

/** @typedef {import("./request.js").Photo} Photo */
/** @typedef {import("./request.js").Answer} Answer */
/** @typedef {{file: File, folder: string}} Found  `folder`: the one that was chosen or dropped, "" for a single file */
/**
 * @typedef Item
 * @property {File} file
 * @property {string} folder
 * @property {string} chosen  the form's album at that time
 * @property {string} album  where it shall go
 * @property {string} sentTo  where it went
 * @property {"waiting" | "sending" | "done" | "failed" | "stopped"} state
 * @property {number} share  of it that has been sent
 * @property {number} tries
 * @property {string} outcome
 * @property {string} reason
 * @property {Photo} [photo]
 */

const AT_ONCE = 3;
const TRIES = 6;
const LONGEST_WAIT = 30;
const PASSING = new Set([0, 408, 429, 502, 503, 504]);
const FOCUS_PAUSES = new Set(["signed out", "offline"]);

export class UploadQueue {
  /** @type {Item[]} */
  items = [];
  /** Why nothing is sent just now. @type {"" | "offline" | "busy" | "signed out"} */
  pause = "";
  #stop = new AbortController();
  #timer = 0;
  #moves = Promise.resolve();

  /** @param {(item?: Item) => void} changed  hears of every change of an item, or of the queue */
  constructor(changed) {
    this.changed = changed;
    addEventListener("online", () => this.#resume());
    // Back from signing in, which happens in another tab.
    addEventListener("focus", () => FOCUS_PAUSES.has(this.pause) && this.#resume());
  }

  get isBusy() {
    return this.items.some((item) => item.state === "waiting" || item.state === "sending");
  }

  /**
   * @param {Found[]} found
   * @param {string} album
   */
  add(found, album) {
    for (const { file, folder } of found) {
      const film = /^(video|audio)\//.test(file.type);
      const state = film ? "failed" : "waiting";
      const reason = film ? `${file.name} is ${file.type}; the gallery takes pictures` : "";
      const rest = { sentTo: "", share: 0, tries: 0, outcome: "", reason };
      this.items.push({ file, folder, chosen: album, album, state, ...rest });
    }
    this.changed();
    this.#next();
  }

  /** @param {Item[]} items */
  retry(items) {
    for (const item of items) this.#set(item, { state: "waiting", tries: 0, reason: "" });
    this.#resume();
  }

  /** Stops what is under way; what was stored stays. */
  cancel() {
    const stopped = this.#stop;
    this.#stop = new AbortController();
    for (const item of this.items) {
      if (item.state === "waiting" || item.state === "sending") this.#set(item, { state: "stopped", share: 0 });
    }
    stopped.abort();
    this.#resume();
  }

  /** Moves what is stored elsewhere than its item says by now; one call after the other. */
  moveStrays() {
    this.#moves = this.#moves.then(() => moveStrays(this.items, this.changed));
  }

  #next() {
    for (const item of this.items) {
      if (this.pause || this.#inFlight() >= AT_ONCE) return;
      if (item.state === "waiting") this.#send(item);
    }
  }

  #inFlight() {
    return this.items.reduce((count, item) => count + Number(item.state === "sending"), 0);
  }

  /** @param {Item} item */
  async #send(item) {
    const { signal } = this.#stop;
    this.#set(item, { state: "sending", share: 0, sentTo: item.album });
    const answer = await send(item.file, item.album, (share) => this.#set(item, { share }), signal);
    if (signal.aborted) return;
    await this.#settle(item, answer);
    this.#next();
  }

  /**
   * @param {Item} item
   * @param {Answer} answer
   */
  async #settle(item, answer) {
    const { status, outcome, reason, photo } = answer;
    if (outcome) {
      this.#set(item, { state: "done", outcome, photo });
      this.moveStrays();
    } else if (status === 401) {
      this.#set(item, { state: "waiting" });
      this.#hold("signed out");
    } else if (status === 0 && !(await isReadable(item.file))) {
      this.#set(item, { state: "failed", reason: "It can't be read: it was changed, moved or deleted meanwhile." });
    } else if (PASSING.has(status) && (!navigator.onLine || item.tries < TRIES)) {
      this.#again(item, answer);
    } else {
      this.#set(item, { state: "failed", reason: reason || sentenceFor(status) });
    }
  }

  /**
   * @param {Item} item
   * @param {Answer} answer
   */
  #again(item, { status, retryAfter }) {
    const seconds = retryAfter || Math.min(2 ** item.tries, LONGEST_WAIT);
    this.#set(item, { state: "waiting", share: 0, tries: item.tries + Number(navigator.onLine) });
    this.#hold(status ? "busy" : "offline", seconds);
  }

  /**
   * @param {"offline" | "busy" | "signed out"} pause
   * @param {number} [seconds]
   */
  #hold(pause, seconds) {
    this.pause = pause;
    clearTimeout(this.#timer);
    if (seconds) this.#timer = setTimeout(() => this.#resume(), seconds * 1000);
    this.changed();
  }

  #resume() {
    clearTimeout(this.#timer);
    this.pause = "";
    this.changed();
    this.#next();
  }

  /**
   * @param {Item} item
   * @param {Partial<Item>} changes
   */
  #set(item, changes) {
    this.changed(Object.assign(item, changes));
  }
}
