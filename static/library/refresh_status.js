/** Says how a refresh is going, if it takes long. Screen readers hear the first and the last message only. */

import * as text from "../text/refresh.js";
import { element } from "../ui/elements.js";
import { loadStyles } from "../ui/styles.js";

export class RefreshStatus {
  /** The page's own line, if it couldn't show all photos. @type {HTMLElement | null} */
  #own = document.querySelector(".updating");
  #message = element("span");
  #reload = element("button", { type: "button", onclick: () => location.reload() }, text.SHOW);
  #close = element("button", { type: "button", className: "close", ariaLabel: text.CLOSE }, "×");
  /** Above the photos, so that none of them moves. */
  #line = element("p", { className: "refreshing", hidden: true }, this.#message, this.#reload, this.#close);
  #liveRegion = element("p", { className: "visually-hidden", role: "status" });
  #isSaid = false;

  constructor() {
    this.#own?.removeAttribute("role");
    this.#close.addEventListener("click", () => this.hide());
  }

  get saysUpdating() {
    return Boolean(this.#own);
  }

  /**
   * @param {import("./refresh.js").Progress} progress
   * @param {number} total  of the photos to read
   */
  show({ scanned, undeveloped }, total) {
    if (!scanned && !undeveloped) return;
    const percent = Math.floor((100 * (total - undeveloped)) / (total || 1));
    const message = scanned ? text.looking(scanned) : text.reading(total, percent);
    if (this.#own) this.#own.textContent = message;
    else this.#showLine(message, false);
    if (!this.#isSaid) this.#say(message);
    this.#isSaid = true;
  }

  /** The gallery has photos that the page doesn't show. */
  offerReload() {
    if (this.#own) this.#own.textContent = text.UP_TO_DATE;
    this.#showLine(text.CHANGED, true);
    this.#say(text.CHANGED);
    this.#isSaid = false;
  }

  /** The page shows everything. */
  end() {
    if (this.#own) this.#own.textContent = text.UP_TO_DATE;
    if (this.#isSaid) this.#say(text.UP_TO_DATE);
    this.#isSaid = false;
    this.hide();
  }

  hide() {
    this.#line.hidden = true;
  }

  /**
   * @param {string} message
   * @param {boolean} hasButtons
   */
  #showLine(message, hasButtons) {
    if (!this.#line.isConnected) {
      loadStyles("library/refresh.css").then(() => document.querySelector("main")?.prepend(this.#line));
    }
    this.#message.textContent = message;
    this.#reload.hidden = this.#close.hidden = !hasButtons;
    this.#line.hidden = false;
  }

  /** @param {string} message */
  #say(message) {
    // A live region has to be there before its text.
    if (!this.#liveRegion.isConnected) document.querySelector("main")?.prepend(this.#liveRegion);
    requestAnimationFrame(() => (this.#liveRegion.textContent = message));
  }
}
