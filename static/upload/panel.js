/** The panel at the bottom of the page that shows the progress of uploads. */

import { SHARE } from "../library/caller.js";
import * as text from "../text/upload.js";
import { element } from "../ui/elements.js";
import { loadStyles } from "../ui/styles.js";
import { assignAlbums } from "./albums.js";
import { NewPhotos } from "./new_photos.js";
import { watchPreparation } from "./preparing.js";
import { UploadQueue } from "./queue.js";
import { UploadRows } from "./rows.js";
import { countFiles, summarize } from "./summary.js";
import { WakeLock } from "./wake_lock.js";

export { chosenFiles, droppedFiles } from "./files.js";

/** @typedef {import("./queue.js").Item} Item */
/** @typedef {import("./queue.js").Found} Found */

/** Milliseconds between updates: smooth and cheap. */
const INTERVAL = 100;

/** Milliseconds until the page shows new photos. */
const DRAWING = 500;

export class UploadPanel {
  #queue = new UploadQueue((item) => this.#noteChange(item));
  #rows = new UploadRows(
    (items) => this.#queue.retry(items),
    (item) => this.#queue.undo(item),
  );
  /** @type {Set<Item>} */
  #changed = new Set();
  #newPhotos = new NewPhotos();
  #wakeLock = new WakeLock();
  #timer = 0;
  #wasBusy = false;

  #total = element("span");
  #toggleButton = button("toggle", () => this.#toggle(), this.#total);
  #cancel = button("", () => this.#queue.cancel(), text.CANCEL);
  #close = button("", () => this.#closePanel(), text.CLOSE);
  #bar = element("progress", { max: 1, ariaLabel: text.ALL_UPLOADS });
  #pause = element("p", { className: "pause", hidden: true });
  #byFolder = element("input", { type: "checkbox", onchange: () => this.#assignAlbums() });
  #albumLabel = element("span");
  #albumOption = element("label", { hidden: true }, this.#byFolder, this.#albumLabel);
  #retry = button("", () => this.#queue.retry(this.#retryable()), text.RETRY_ALL);
  #show = button("show", () => this.#newPhotos.show(this.#queue.items), text.SHOW);
  #link = element("a", { className: "button show" }, text.SHOW_NEW_PHOTOS);
  #actions = element("p", { className: "actions" }, this.#retry, this.#show, this.#link);
  #details = element("div", { id: "upload-details" }, this.#albumOption, this.#rows.list, this.#actions);
  #liveRegion = element("p", { className: "visually-hidden", role: "status" });
  #panel = element("section", { className: "upload-panel", ariaLabel: text.UPLOADS, hidden: true });

  /** @param {HTMLElement | null} addButton  focused when the panel closes */
  constructor(addButton) {
    this.addButton = addButton;
    this.#toggleButton.setAttribute("aria-controls", this.#details.id);
    this.#toggleButton.ariaExpanded = "true";
    const head = element("div", { className: "head" }, this.#toggleButton, this.#cancel, this.#close);
    this.#panel.append(head, this.#bar, this.#pause, this.#details);
    // Before the photos, so that the keyboard reaches it without passing all of them.
    loadStyles("upload/panel.css").then(() => document.querySelector("main")?.before(this.#panel, this.#liveRegion));
    addEventListener("beforeunload", (event) => {
      if (this.#queue.isBusy) event.preventDefault();
    });
  }

  /**
   * @param {Found[]} found
   * @param {string} album
   */
  add(found, album) {
    if (!found.length) this.#announce(text.EMPTY_FOLDER);
    if (!this.#queue.isBusy) this.#removeItems((item) => !item.canRetry && !item.undo);
    this.#panel.hidden = false;
    this.#queue.add(found, album);
    if (this.#byFolder.checked) this.#assignAlbums();
  }

  /** @param {HTMLInputElement} chooser  which has just been opened */
  expectFiles(chooser) {
    watchPreparation(chooser, (isPreparing) => this.#showPreparation(isPreparing));
  }

  /** @param {boolean} isPreparing */
  #showPreparation(isPreparing) {
    const { items } = this.#queue;
    if (isPreparing) this.#announce(text.PREPARING);
    this.#total.textContent = isPreparing ? text.PREPARING : summarize(items, this.#queue.isBusy);
    this.#panel.hidden = !isPreparing && !items.length;
  }

  #assignAlbums() {
    assignAlbums(this.#queue.items, this.#byFolder.checked);
    this.#queue.moveMisfiled();
  }

  /** @param {Item} [item] */
  #noteChange(item) {
    if (item) this.#changed.add(item);
    this.#timer ||= setTimeout(() => this.#update(), INTERVAL);
  }

  #update() {
    this.#timer = 0;
    const { items, isBusy, pause } = this.#queue;
    const hadFocus = this.#panel.contains(document.activeElement);
    this.#rows.update(items, this.#changed);
    this.#changed.clear();
    this.#total.textContent = summarize(items, isBusy) || text.EMPTY_FOLDER;
    this.#bar.value = countFiles(items).progress;
    this.#close.hidden = isBusy;
    this.#bar.hidden = this.#cancel.hidden = !isBusy;
    this.#updatePause(isBusy ? pause : "");
    this.#updateAlbumOption(items);
    this.#newPhotos.announce(items, isBusy);
    this.#wakeLock.hold(isBusy);
    this.#updateActions(true);
    if (!isBusy) setTimeout(() => this.#updateActions(false), DRAWING);
    if (this.#wasBusy && !isBusy) this.#announce(summarize(items, false));
    this.#wasBusy = isBusy;
    // The focused element may be gone, and the focus must not return to the top of the page.
    const focused = document.activeElement;
    if (hadFocus && !(this.#panel.contains(focused) && focused?.checkVisibility())) this.#toggleButton.focus();
  }

  /** @param {boolean} isDrawing  whether the page may not show the new photos yet */
  #updateActions(isDrawing) {
    const { items, isBusy } = this.#queue;
    const { areShown } = this.#newPhotos;
    this.#retry.hidden = isBusy || !this.#retryable().length;
    this.#link.href = this.#newPhotos.url(items);
    this.#link.hidden = isBusy || areShown;
    this.#show.hidden = isBusy || isDrawing || !areShown || this.#newPhotos.areInView(items);
    this.#actions.hidden = this.#retry.hidden && this.#link.hidden && this.#show.hidden;
  }

  /** @param {UploadQueue["pause"]} pause */
  #updatePause(pause) {
    if (this.#pause.dataset.pause === pause) return;
    this.#pause.dataset.pause = pause;
    this.#pause.hidden = !pause;
    this.#pause.textContent = text.PAUSES[pause];
    if (pause) this.#announce(text.PAUSES[pause]);
    if (pause !== "signed out") return;
    // In a new tab, because this one keeps the waiting files.
    this.#pause.append(" ", element("a", { href: "/sign-in", target: "_blank" }, text.SIGN_IN));
  }

  /** @param {Item[]} items */
  #updateAlbumOption(items) {
    const folders = SHARE ? [] : [...new Set(items.map((item) => item.folder))].filter(Boolean);
    this.#albumOption.hidden = !folders.length;
    if (!folders.length) return;
    this.#albumLabel.textContent = text.createAlbums(folders);
  }

  #retryable() {
    return this.#queue.items.filter((item) => item.canRetry);
  }

  /** @param {string} message */
  #announce(message) {
    this.#liveRegion.textContent = message;
  }

  #toggle() {
    this.#details.hidden = !this.#details.hidden;
    this.#toggleButton.ariaExpanded = String(!this.#details.hidden);
  }

  #closePanel() {
    this.#removeItems(() => true);
    this.#panel.hidden = true;
    this.addButton?.focus();
  }

  /** @param {(item: Item) => boolean} isOld */
  #removeItems(isOld) {
    this.#queue.items = this.#queue.items.filter((item) => !isOld(item));
    this.#rows.clear();
    this.#newPhotos = new NewPhotos();
    this.#byFolder.checked = false;
  }
}

/**
 * @param {string} className
 * @param {() => void} onclick
 * @param {string | Node} content
 */
function button(className, onclick, content) {
  return element("button", { type: "button", className, onclick }, content);
}
