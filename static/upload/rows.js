/** The list of files in the panel: a row each, but never more at a time than a browser draws with ease. */

import { element } from "../ui/elements.js";

/** @typedef {import("./queue.js").Item} Item */
/** @typedef {{row: HTMLLIElement, what: HTMLSpanElement, retry: HTMLButtonElement}} Row */

/** Finished rows make room for the next beyond this; what failed stays. */
const MOST = 60;

export class UploadRows {
  list = element("ul", { id: "upload-rows", tabIndex: 0, ariaLabel: "Files" });
  /** @type {Map<Item, Row>} */
  #rows = new Map();
  #shown = 0;
  /** @type {Item | undefined} */
  #current;

  /** @param {(items: Item[]) => void} retry */
  constructor(retry) {
    this.retry = retry;
  }

  /**
   * @param {Item[]} items
   * @param {Iterable<Item>} changed
   */
  update(items, changed) {
    for (const item of changed) this.#draw(item);
    const unfailed = [...this.#rows.keys()].filter((item) => item.state !== "failed");
    const finished = unfailed.filter((item) => item.state === "done");
    let room = MOST - unfailed.length;
    for (; this.#shown < items.length && (room > 0 || finished.length); this.#shown++, room--) {
      if (room <= 0) this.#drop(finished.shift());
      this.#add(items[this.#shown]);
    }
    this.#follow(items.find((item) => item.state === "sending"));
  }

  clear() {
    this.list.replaceChildren();
    this.#rows.clear();
    this.#shown = 0;
  }

  /** @param {Item} item */
  #add(item) {
    const what = element("span", { className: "what" });
    const retry = element("button", { type: "button", onclick: () => this.retry([item]) }, "Retry");
    retry.ariaLabel = `Retry ${item.file.name}`;
    const row = element("li", {}, element("span", { className: "name" }, item.file.name), what, retry);
    this.#rows.set(item, { row, what, retry });
    this.list.append(row);
    this.#draw(item);
  }

  /** @param {Item | undefined} item */
  #drop(item) {
    if (!item) return;
    this.#rows.get(item)?.row.remove();
    this.#rows.delete(item);
  }

  /** @param {Item} item */
  #draw(item) {
    const parts = this.#rows.get(item);
    if (!parts) return;
    const { row, what, retry } = parts;
    const failed = item.state === "failed";
    if (failed && row.className !== "failed") this.list.prepend(row);
    row.className = item.outcome && item.state === "done" ? item.outcome : item.state;
    row.style.setProperty("--share", String(item.share));
    what.textContent = words(item);
    retry.hidden = !failed && item.state !== "stopped";
  }

  /**
   * Keeps what is being sent in sight, unless somebody is looking elsewhere in the list.
   * @param {Item | undefined} item
   */
  #follow(item) {
    if (item === this.#current || this.list.matches(":hover, :focus-within")) return;
    this.#current = item;
    const row = item && this.#rows.get(item)?.row;
    this.list.scrollTop = row ? row.offsetTop - this.list.clientHeight / 2 : 0;
  }
}

/** @param {Item} item */
function words(item) {
  if (item.state === "sending") return item.share < 1 ? `${Math.floor(item.share * 100)} %` : "checking";
  if (item.state === "stopped") return "not sent";
  // The gallery's sentences begin with the name, which stands above them already.
  if (item.state === "failed") return item.reason.replace(item.file.name, "").trimStart();
  if (item.state !== "done") return item.state;
  const words = { duplicate: "already here", renamed: `kept as ${item.photo?.file}` }[item.outcome] ?? "stored";
  return item.reason ? `${words}, but not moved: ${item.reason}` : words;
}
