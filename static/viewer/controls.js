/** The viewer's buttons, and the keys that do the same. */

import { element } from "../ui/elements.js";
import { moment, original } from "../library/photo.js";
import { icon, redraw } from "../ui/icons.js";

/**
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {"close" | "newer" | "older" | "newest" | "oldest" | "zoom" | "information" | "download" | "album" | "discard" | "slideshow"} Act
 * @typedef {Record<Act, () => void>} Acts
 * @typedef {import("../ui/icons.js").Icon} Icon
 */

/** @type {Record<string, Act>} */
const KEYS = {
  Escape: "close",
  ArrowLeft: "newer",
  ArrowRight: "older",
  Home: "newest",
  End: "oldest",
  z: "zoom",
  i: "information",
  d: "download",
  a: "album",
  Delete: "discard",
  s: "slideshow",
  " ": "slideshow",
};

/** Keys that a button or a link, or what can be scrolled, needs itself. */
const OF_BUTTONS = [" ", "Enter"];
const OF_SCROLLING = [" ", "Home", "End", "ArrowUp", "ArrowDown", "PageUp", "PageDown"];

const NUMBERS = new Intl.NumberFormat("en");

export class ViewerControls {
  #date = element("p", { className: "date" });
  #count = element("p", { className: "count" });
  #voice = element("p", { className: "unseen", role: "status" });
  #newer = this.#button("newer", "Previous photo", "←");
  #older = this.#button("older", "Next photo", "→");
  #zoom = this.#button("zoom", "Zoom", "z");
  #information = this.#button("information", "Information", "i");
  #slideshow = this.#button("slideshow", "Slideshow", "s");
  #download = element(
    "a",
    { className: "act download", title: "Download the original (d)", ariaLabel: "Download the original" },
    icon("download"),
  );

  /**
   * @param {Acts} acts
   * @param {boolean} isOwner
   */
  constructor(acts, isOwner) {
    this.acts = acts;
    this.isOwner = isOwner;
    this.#download.download = "";
    this.#information.ariaExpanded = "false";
    const ofOwner = isOwner
      ? [this.#button("album", "Put into an album", "a"), this.#download, this.#button("discard", "Delete", "Delete")]
      : [];
    const close = this.#button("close", "Close", "Esc");
    const caption = element("div", { className: "caption" }, this.#date, this.#count);
    const actions = element("div", { className: "acts" }, this.#zoom, this.#slideshow, this.#information, ...ofOwner);
    const top = element("div", { className: "top" }, close, caption, actions);
    this.elements = [this.#voice, element("div", { className: "controls" }, top, this.#newer, this.#older)];
  }

  /**
   * @param {Photo} photo
   * @param {number} position
   * @param {number} count
   */
  show(photo, position, count) {
    const place = `${NUMBERS.format(position + 1)} of ${NUMBERS.format(count)}`;
    this.#date.textContent = photo.taken ? moment(photo.taken) : photo.file;
    this.#count.textContent = place;
    const told = `${photo.file}, ${place}`;
    if (this.#voice.textContent !== told) this.#voice.textContent = told;
    this.#download.href = `${original(photo)}${photo.name.startsWith("/") ? "&" : "?"}download=yes`;
    this.#enable(this.#newer, position > 0);
    this.#enable(this.#older, position < count - 1);
  }

  /** @param {boolean} isIn */
  showZoom(isIn) {
    relabel(this.#zoom, isIn ? "Zoom out" : "Zoom", "z", isIn ? "unzoom" : "zoom");
  }

  /** @param {boolean} isOpen */
  showInformation(isOpen) {
    this.#information.ariaExpanded = String(isOpen);
  }

  /** @param {boolean} isRunning */
  showSlideshow(isRunning) {
    relabel(this.#slideshow, isRunning ? "Pause the slideshow" : "Slideshow", "s", isRunning ? "pause" : "slideshow");
    this.#voice.ariaLive = isRunning ? "off" : "polite";
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {Act | undefined} what this key does here
   */
  actOf({ key, target, ctrlKey, metaKey, altKey }) {
    if (ctrlKey || metaKey || altKey || !(target instanceof Element)) return undefined;
    if (OF_BUTTONS.includes(key) && target.closest("button, a")) return undefined;
    if (OF_SCROLLING.includes(key) && target.closest(".facts")) return undefined;
    const act = KEYS[key.length === 1 ? key.toLowerCase() : key];
    return this.isOwner || !["download", "album", "discard"].includes(act) ? act : undefined;
  }

  download() {
    this.#download.click();
  }

  /**
   * @param {Act & Icon} act
   * @param {string} label
   * @param {string} key
   */
  #button(act, label, key) {
    const button = element(
      "button",
      { type: "button", className: `act ${act}`, onclick: () => this.acts[act]() },
      icon(act),
    );
    relabel(button, label, key, act);
    return button;
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {boolean} isEnabled
   */
  #enable(button, isEnabled) {
    // What is disabled loses the focus to the page, which is inert.
    if (!isEnabled && button === document.activeElement)
      /** @type {HTMLElement} */ (button.closest("[role=dialog]")).focus();
    button.disabled = !isEnabled;
  }
}

/**
 * @param {HTMLButtonElement} button
 * @param {string} label
 * @param {string} key
 * @param {Icon} drawing
 */
function relabel(button, label, key, drawing) {
  button.ariaLabel = label;
  button.title = `${label} (${key})`;
  if (button.firstElementChild) redraw(button.firstElementChild, drawing);
}
