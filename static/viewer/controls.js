/** The viewer's buttons and keys. */

import { element } from "../ui/elements.js";
import { CAN_DOWNLOAD } from "../library/caller.js";
import { downloadUrl, formatMoment } from "../library/photo.js";
import { icon, setIcon } from "../ui/icons.js";
import { isKnown } from "./positions.js";
import * as text from "../text/viewer.js";
import { LOCALE } from "../ui/locale.js";

/**
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {"close" | "newer" | "older" | "newest" | "oldest" | "zoom" | "zoomIn" | "zoomOut" | "information" | "download" | "share" | "album" | "showInAlbum" | "cover" | "caption" | "tags" | "favorite" | "date" | "rotateLeft" | "rotateRight" | "delete" | "slideshow" | "play" | "mute"} Action
 * @typedef {Record<Action, () => void>} Actions
 * @typedef {import("../ui/icons.js").Icon} Icon
 */

/** @type {Record<string, Action>} */
const KEYS = {
  Escape: "close",
  ArrowLeft: "newer",
  ArrowRight: "older",
  Home: "newest",
  End: "oldest",
  z: "zoom",
  "+": "zoomIn",
  "=": "zoomIn",
  "-": "zoomOut",
  i: "information",
  d: "download",
  l: "share",
  a: "album",
  c: "cover",
  e: "caption",
  t: "tags",
  f: "favorite",
  r: "rotateRight",
  Delete: "delete",
  s: "slideshow",
  " ": "slideshow",
};

/** While a video is shown. @type {Record<string, Action>} */
const VIDEO_KEYS = { " ": "play", k: "play", m: "mute" };

/** What videos can't do. @type {Action[]} */
const PHOTOS_ONLY = ["zoom", "zoomIn", "zoomOut", "rotateLeft", "rotateRight"];

/** What only the owner can do. @type {Action[]} */
const OWNERS = ["share", "album", "cover", "caption", "tags", "favorite", "rotateLeft", "rotateRight", "delete"];

/** Keys that buttons and links, or scrollable elements, handle themselves. */
const BUTTON_KEYS = [" ", "Enter"];
const SCROLL_KEYS = [" ", "Home", "End", "ArrowUp", "ArrowDown", "PageUp", "PageDown"];
const PLAYER_KEYS = [" ", "Home", "End", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

export class ViewerControls {
  #date = element("p", { className: "date", lang: LOCALE });
  #count = element("p", { className: "count" });
  /** What people say about the photo. The image's alternative text says it too. */
  #caption = element("p", { className: "caption", dir: "auto", ariaHidden: "true" });
  #liveRegion = element("p", { className: "visually-hidden", role: "status" });
  #newer = this.#button("newer", text.NEWER, "←");
  #older = this.#button("older", text.OLDER, "→");
  #zoom = this.#button("zoom", text.ZOOM, "z");
  #information = this.#button("information", text.INFORMATION, "i");
  #slideshow = this.#button("slideshow", text.SLIDESHOW, "s");
  #download = element("a", { className: "tool download" }, icon("download"));
  #rotate = this.#button("rotateRight", text.ROTATE_RIGHT, "r");
  #isVideo = false;

  /**
   * @param {Actions} actions
   * @param {boolean} isOwner
   */
  constructor(actions, isOwner) {
    this.actions = actions;
    this.isOwner = isOwner;
    this.#download.download = "";
    this.#download.ariaLabel = isOwner ? text.DOWNLOAD_ORIGINAL : text.DOWNLOAD;
    this.#download.title = `${this.#download.ariaLabel} (d)`;
    this.#information.ariaExpanded = "false";
    const ownerTools = isOwner
      ? [
          this.#rotate,
          this.#button("album", text.ADD_TO_ALBUM, "a"),
          this.#button("share", text.SHARE, "l"),
          this.#download,
          this.#button("delete", text.DELETE, text.DELETE_KEY),
        ]
      : CAN_DOWNLOAD
        ? [this.#download]
        : [];
    const close = this.#button("close", text.CLOSE, text.ESCAPE_KEY);
    const heading = element("div", { className: "heading" }, this.#date, this.#count);
    const tools = element("div", { className: "tools" }, this.#zoom, this.#slideshow, this.#information, ...ownerTools);
    const top = element("div", { className: "top" }, close, heading, tools);
    this.elements = [
      this.#liveRegion,
      element("div", { className: "controls" }, top, this.#caption, this.#newer, this.#older),
    ];
  }

  /**
   * @param {Photo} photo
   * @param {number} position
   * @param {Library} library
   */
  show(photo, position, library) {
    const { count } = library;
    const index = isKnown(library, position) ? text.position(position + 1, count) : "";
    this.#date.textContent = photo.taken ? formatMoment(photo.taken) : photo.file;
    this.#count.textContent = index;
    this.#caption.textContent = photo.caption ?? "";
    const announcement = index ? `${photo.file}, ${index}` : photo.file;
    if (this.#liveRegion.textContent !== announcement) this.#liveRegion.textContent = announcement;
    this.#download.href = downloadUrl(photo);
    this.#isVideo = this.#zoom.hidden = this.#rotate.hidden = photo.kind === "video";
    this.#enable(this.#newer, position > 0);
    this.#enable(this.#older, position < count - 1);
  }

  /** @param {boolean} isZoomedIn */
  showZoom(isZoomedIn) {
    this.#caption.hidden = isZoomedIn || !this.#caption.textContent;
    relabel(this.#zoom, isZoomedIn ? text.ZOOM_OUT : text.ZOOM, "z", isZoomedIn ? "zoomOut" : "zoom");
  }

  /** @param {boolean} isOpen */
  showInformation(isOpen) {
    this.#information.ariaExpanded = String(isOpen);
  }

  /** @param {boolean} isRunning */
  showSlideshow(isRunning) {
    relabel(this.#slideshow, isRunning ? text.PAUSE_SLIDESHOW : text.SLIDESHOW, "s", isRunning ? "pause" : "slideshow");
    this.#liveRegion.ariaLive = isRunning ? "off" : "polite";
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {Action | undefined}
   */
  actionOf({ key, target, ctrlKey, metaKey, altKey, shiftKey }) {
    if (ctrlKey || metaKey || altKey || !(target instanceof Element)) return undefined;
    if (BUTTON_KEYS.includes(key) && target.closest("button, a")) return undefined;
    if (SCROLL_KEYS.includes(key) && target.closest(".info")) return undefined;
    if (PLAYER_KEYS.includes(key) && target.closest("video")) return undefined;
    const keys = this.#isVideo ? { ...KEYS, ...VIDEO_KEYS } : KEYS;
    const named = keys[key.length === 1 ? key.toLowerCase() : key];
    const action = named === "rotateRight" && shiftKey ? "rotateLeft" : named;
    return this.#isPossible(action) ? action : undefined;
  }

  /** @param {Action} action */
  #isPossible(action) {
    if (action === "download" && !CAN_DOWNLOAD) return false;
    if (this.#isVideo && PHOTOS_ONLY.includes(action)) return false;
    return this.isOwner || !OWNERS.includes(action);
  }

  download() {
    this.#download.click();
  }

  /**
   * @param {Action & Icon} action
   * @param {string} label
   * @param {string} key
   */
  #button(action, label, key) {
    const button = element(
      "button",
      { type: "button", className: `tool ${action}`, onclick: () => this.actions[action]() },
      icon(action),
    );
    relabel(button, label, key, action);
    return button;
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {boolean} isEnabled
   */
  #enable(button, isEnabled) {
    // A disabled button would lose the focus to the page, which is inert.
    if (!isEnabled && button === document.activeElement)
      /** @type {HTMLElement} */ (button.closest("[role=dialog]")).focus();
    button.disabled = !isEnabled;
  }
}

/**
 * @param {HTMLButtonElement} button
 * @param {string} label
 * @param {string} key
 * @param {Icon} name
 */
function relabel(button, label, key, name) {
  button.ariaLabel = label;
  button.title = `${label} (${key})`;
  if (button.firstElementChild) setIcon(button.firstElementChild, name);
}
