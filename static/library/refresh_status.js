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
  #offersReload = false;
  #most = { undated: 0, undeveloped: 0 };

  constructor() {
    this.#own?.removeAttribute("role");
    this.#close.addEventListener("click", () => {
      this.#offersReload = false;
      this.hide();
    });
  }

  get saysUpdating() {
    return Boolean(this.#own);
  }

  /** @param {import("./refresh.js").Progress} progress */
  show({ scanned, undated, undeveloped }) {
    this.#most.undated = Math.max(this.#most.undated, undated);
    this.#most.undeveloped = Math.max(this.#most.undeveloped, undeveloped);
    if (!scanned && !undeveloped) return;
    const message = scanned ? text.looking(scanned) : this.#describe(undated, undeveloped);
    if (this.#own) this.#own.textContent = message;
    else this.#showLine(message);
    if (!this.#isSaid) this.#say(message);
    this.#isSaid = true;
  }

  /** The gallery has photos that the page doesn't show, or not where they belong. */
  offerReload() {
    this.#offersReload = true;
    this.#showLine(text.CHANGED);
    this.#say(text.CHANGED);
  }

  /**
   * Nothing is left to do.
   * @param {boolean} isOutdated  whether the page doesn't show everything
   */
  finish(isOutdated) {
    if (this.#own) this.#own.textContent = text.UP_TO_DATE;
    if (isOutdated) this.offerReload();
    else this.#end();
    this.#isSaid = false;
    this.#most = { undated: 0, undeveloped: 0 };
  }

  #end() {
    if (this.#isSaid) this.#say(text.UP_TO_DATE);
    this.#offersReload = false;
    this.hide();
  }

  hide() {
    this.#line.hidden = true;
  }

  /**
   * @param {number} undated
   * @param {number} undeveloped
   */
  #describe(undated, undeveloped) {
    const [most, rest] = undated ? [this.#most.undated, undated] : [this.#most.undeveloped, undeveloped];
    const percent = Math.floor((100 * (most - rest)) / most);
    return undated ? text.sorting(most, percent) : text.reading(most, percent);
  }

  /** @param {string} message */
  #showLine(message) {
    if (!this.#line.isConnected) {
      loadStyles("library/refresh.css").then(() => document.querySelector("main")?.prepend(this.#line));
    }
    this.#message.textContent = message;
    this.#reload.hidden = this.#close.hidden = !this.#offersReload;
    this.#line.hidden = false;
  }

  /** @param {string} message */
  #say(message) {
    // A live region has to be there before its text.
    if (!this.#liveRegion.isConnected) document.querySelector("main")?.prepend(this.#liveRegion);
    requestAnimationFrame(() => (this.#liveRegion.textContent = message));
  }
}
