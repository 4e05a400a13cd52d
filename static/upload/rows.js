/** The list of files in the panel, limited to what browsers draw quickly. */

import { pageUrl } from "../library/photo.js";
import * as text from "../text/upload.js";
import { element } from "../ui/elements.js";
import { formatPercent } from "../ui/locale.js";
import { Rejections } from "./rejections.js";
import { drawThumbnail } from "./thumbnails.js";

/** @typedef {import("./queue.js").Item} Item */
/**
 * @typedef {{
 *   row: HTMLLIElement, name: HTMLAnchorElement, status: HTMLSpanElement, retry: HTMLButtonElement,
 *   undo: HTMLButtonElement,
 * }} Row  `name` is a link once the photo is in the gallery
 */

/** Beyond this, finished rows are replaced by new ones. Failed rows stay. */
const MAX_ROWS = 60;

export class UploadRows {
  list = element("ul", { id: "upload-rows", tabIndex: 0, ariaLabel: text.FILES });
  #rejections = new Rejections(this.list);
  /** @type {Map<Item, Row>} */
  #rows = new Map();
  #shown = 0;
  /** @type {Item | undefined} */
  #current;

  /**
   * @param {(items: Item[]) => void} retry
   * @param {(item: Item) => void} undo
   */
  constructor(retry, undo) {
    this.retry = retry;
    this.undo = undo;
  }

  /**
   * @param {Item[]} items
   * @param {Iterable<Item>} changed
   */
  update(items, changed) {
    for (const item of changed) this.#draw(item);
    const unfailed = [...this.#rows.keys()].filter((item) => item.state !== "failed");
    const finished = unfailed.filter((item) => item.state === "done");
    let free = MAX_ROWS - unfailed.length;
    for (; this.#shown < items.length && (free > 0 || finished.length); this.#shown++, free--) {
      if (free <= 0) this.#remove(finished.shift());
      this.#add(items[this.#shown]);
    }
    this.#scrollTo(items.find((item) => item.state === "sending"));
  }

  clear() {
    this.list.replaceChildren();
    this.#rejections = new Rejections(this.list);
    this.#rows.clear();
    this.#shown = 0;
  }

  /** @param {Item} item */
  #add(item) {
    const status = element("span", { className: "status" });
    const retry = element("button", { type: "button", onclick: () => this.retry([item]) }, text.RETRY);
    retry.ariaLabel = text.retryFile(item.file.name);
    const undo = element("button", { type: "button", onclick: () => this.undo(item) }, text.REMOVE);
    undo.ariaLabel = text.removeFile(item.file.name);
    const thumbnail = element("canvas", { width: 0, height: 0, ariaHidden: "true" });
    const name = element("a", { className: "name", onclick: (event) => openPhoto(event, item) }, item.file.name);
    const row = element("li", {}, thumbnail, name, status, retry, undo);
    this.#rows.set(item, { row, name, status, retry, undo });
    this.list.append(row);
    this.#draw(item);
    drawThumbnail(item.file, thumbnail);
  }

  /** @param {Item | undefined} item */
  #remove(item) {
    if (!item) return;
    this.#rows.get(item)?.row.remove();
    this.#rows.delete(item);
  }

  /** @param {Item} item */
  #draw(item) {
    const parts = this.#rows.get(item);
    if (!parts) return;
    const { row, name, status, retry, undo } = parts;
    const isFailed = item.state === "failed";
    if (isFailed) this.#rejections.add(item, row);
    else if (row.parentElement !== this.list) this.#restore(row);
    row.className = item.outcome && item.state === "done" ? item.outcome : item.state;
    row.style.setProperty("--progress", String(item.progress));
    status.textContent = isFailed ? "" : describeStatus(item);
    if (item.photo) name.href = pageUrl(item.photo);
    else name.removeAttribute("href");
    retry.hidden = !item.canRetry;
    undo.hidden = !item.undo;
  }

  /** @param {HTMLLIElement} row  of a file that's sent again */
  #restore(row) {
    const first = [...this.list.children].find((one) => !one.matches(".rejections"));
    this.list.insertBefore(row, first ?? null);
    this.#rejections.tidy();
  }

  /**
   * Keep the current upload in view unless people use the list.
   * @param {Item | undefined} item
   */
  #scrollTo(item) {
    if (item === this.#current || this.list.matches(":hover, :focus-within")) return;
    this.#current = item;
    const row = item && this.#rows.get(item)?.row;
    this.list.scrollTop = row ? row.offsetTop - this.list.clientHeight / 2 : 0;
  }
}

/**
 * Let the page open the photo if it can. Otherwise the link leads to the photo's own page.
 * @param {MouseEvent} event
 * @param {Item} item
 */
function openPhoto(event, { photo }) {
  if (event.ctrlKey || event.metaKey || !photo) return;
  const show = new CustomEvent("gallery:show", { detail: { name: photo.name, opens: true }, cancelable: true });
  if (!document.dispatchEvent(show)) event.preventDefault();
}

/** @param {Item} item */
function describeStatus(item) {
  if (item.state === "sending")
    return item.progress < 1 ? formatPercent(Math.floor(item.progress * 100)) : text.CHECKING;
  if (item.state === "stopped") return text.NOT_UPLOADED;
  if (item.state !== "done") return text.WAITING;
  /** @type {Record<string, string>} */
  const outcomes = {
    duplicate: text.DUPLICATE,
    renamed: text.addedAs(item.photo?.file),
    attached: text.ATTACHED,
    merged: text.MERGED,
    removed: text.REMOVED,
  };
  const outcome = outcomes[item.outcome] ?? text.ADDED;
  if (!item.reason) return outcome;
  return item.undo ? text.notRemoved(outcome, item.reason) : text.notMoved(outcome, item.reason);
}
