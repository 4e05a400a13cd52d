/** The sheet at the bottom of the page that tells how the uploads are doing. */

import { element } from "../ui/elements.js";
import { styled } from "../ui/styles.js";
import { fileByFolder } from "./albums.js";
import { UploadNews } from "./new_photos.js";
import { UploadQueue } from "./queue.js";
import { UploadRows } from "./rows.js";
import { bookkeeping, summary } from "./summary.js";

/** @typedef {import("./queue.js").Item} Item */
/** @typedef {import("./queue.js").Found} Found */

/** Often enough to look smooth, seldom enough to cost nothing. */
const REDRAW = 100;

const NOTHING = "There is no file in there.";
const NOTICES = {
  "": "",
  offline: "No connection. It goes on by itself as soon as there is one.",
  busy: "The gallery is busy. It goes on by itself in a moment.",
  "signed out": "You are signed out. ",
};

export class UploadPanel {
  #queue = new UploadQueue((item) => this.#note(item));
  #rows = new UploadRows((items) => this.#queue.retry(items));
  /** @type {Set<Item>} */
  #changed = new Set();
  #news = new UploadNews();
  #timer = 0;
  #wasBusy = false;

  #total = element("span");
  #fold = button("fold", () => this.#toggle(), this.#total);
  #cancel = button("", () => this.#queue.cancel(), "Cancel");
  #close = button("", () => this.#leave(), "Close");
  #bar = element("progress", { max: 1, ariaLabel: "All uploads" });
  #notice = element("p", { className: "notice", hidden: true });
  #byFolder = element("input", { type: "checkbox", onchange: () => this.#fileByFolder() });
  #folder = element("span");
  #choice = element("label", { hidden: true }, this.#byFolder, this.#folder);
  #retry = button("", () => this.#queue.retry(this.#failed()), "Retry all");
  #link = element("a", { className: "button" }, "Show the new photos");
  #actions = element("p", { className: "actions" }, this.#retry, this.#link);
  #inside = element("div", { id: "upload-details" }, this.#choice, this.#rows.list, this.#actions);
  #voice = element("p", { className: "unseen", role: "status" });
  #sheet = element("section", { className: "sheet", ariaLabel: "Uploads", hidden: true });

  /** @param {HTMLElement | null} opener  gets the focus when the sheet closes */
  constructor(opener) {
    this.opener = opener;
    this.#fold.setAttribute("aria-controls", this.#inside.id);
    this.#fold.ariaExpanded = "true";
    const head = element("div", { className: "head" }, this.#fold, this.#cancel, this.#close);
    this.#sheet.append(head, this.#bar, this.#notice, this.#inside);
    // Ahead of the photos, so that the keyboard gets there without passing through all of them.
    styled("upload/panel.css").then(() => document.querySelector("main")?.before(this.#sheet, this.#voice));
    addEventListener("beforeunload", (event) => {
      if (this.#queue.isBusy) event.preventDefault();
    });
  }

  /**
   * @param {Found[]} found
   * @param {string} album
   */
  add(found, album) {
    if (!found.length) this.#say(NOTHING);
    if (!this.#queue.isBusy) this.#forget((item) => item.state === "done");
    this.#sheet.hidden = false;
    this.#queue.add(found, album);
    if (this.#byFolder.checked) this.#fileByFolder();
  }

  #fileByFolder() {
    fileByFolder(this.#queue.items, this.#byFolder.checked);
    this.#queue.moveStrays();
  }

  /** @param {Item} [item] */
  #note(item) {
    if (item) this.#changed.add(item);
    this.#timer ||= setTimeout(() => this.#redraw(), REDRAW);
  }

  #redraw() {
    this.#timer = 0;
    const { items, isBusy, pause } = this.#queue;
    const hadFocus = this.#sheet.contains(document.activeElement);
    this.#rows.update(items, this.#changed);
    this.#changed.clear();
    this.#total.textContent = summary(items, isBusy) || NOTHING;
    this.#bar.value = bookkeeping(items).share;
    this.#close.hidden = isBusy;
    this.#bar.hidden = this.#cancel.hidden = !isBusy;
    this.#retry.hidden = isBusy || !this.#failed().length;
    this.#drawNotice(isBusy ? pause : "");
    this.#drawChoice(items);
    this.#news.tell(items, isBusy);
    this.#link.href = this.#news.place(items);
    this.#link.hidden = isBusy || this.#news.isShown;
    this.#actions.hidden = this.#retry.hidden && this.#link.hidden;
    if (this.#wasBusy && !isBusy) this.#say(summary(items, false));
    this.#wasBusy = isBusy;
    // What had the focus may be gone: it must not fall back to the top of the page.
    const focused = document.activeElement;
    if (hadFocus && !(this.#sheet.contains(focused) && focused?.checkVisibility())) this.#fold.focus();
  }

  /** @param {UploadQueue["pause"]} pause */
  #drawNotice(pause) {
    if (this.#notice.dataset.pause === pause) return;
    this.#notice.dataset.pause = pause;
    this.#notice.hidden = !pause;
    this.#notice.textContent = NOTICES[pause];
    if (pause) this.#say(NOTICES[pause]);
    if (pause !== "signed out") return;
    // In another tab, because the files that wait are known to this one only.
    this.#notice.append(element("a", { href: "/sign-in", target: "_blank" }, "Sign in again"));
  }

  /** @param {Item[]} items */
  #drawChoice(items) {
    const folders = [...new Set(items.map((item) => item.folder))].filter(Boolean);
    this.#choice.hidden = !folders.length;
    if (!folders.length) return;
    this.#folder.textContent =
      folders.length > 1 ? `Make albums of these ${folders.length} folders` : `Make “${folders[0]}” an album`;
  }

  #failed() {
    return this.#queue.items.filter((item) => item.state === "failed" || item.state === "stopped");
  }

  /** @param {string} text */
  #say(text) {
    this.#voice.textContent = text;
  }

  #toggle() {
    this.#inside.hidden = !this.#inside.hidden;
    this.#fold.ariaExpanded = String(!this.#inside.hidden);
  }

  #leave() {
    this.#forget(() => true);
    this.#sheet.hidden = true;
    this.opener?.focus();
  }

  /** @param {(item: Item) => boolean} isOld */
  #forget(isOld) {
    this.#queue.items = this.#queue.items.filter((item) => !isOld(item));
    this.#rows.clear();
    this.#news = new UploadNews();
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
