/** The list of files in the panel, limited to what browsers draw with ease. */

import { element } from "../ui/elements.js";

/** @typedef {import("./queue.js").Item} Item */
/** @typedef {{row: HTMLLIElement, status: HTMLSpanElement, retry: HTMLButtonElement}} Row */

/** Beyond this, finished rows are replaced by new ones. Failed rows stay. */
const MAX_ROWS = 60;

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
    let free = MAX_ROWS - unfailed.length;
    for (; this.#shown < items.length && (free > 0 || finished.length); this.#shown++, free--) {
      if (free <= 0) this.#remove(finished.shift());
      this.#add(items[this.#shown]);
    }
    this.#scrollTo(items.find((item) => item.state === "sending"));
  }

  clear() {
    this.list.replaceChildren();
    this.#rows.clear();
    this.#shown = 0;
  }

  /** @param {Item} item */
  #add(item) {
    const status = element("span", { className: "status" });
    const retry = element("button", { type: "button", onclick: () => this.retry([item]) }, "Retry");
    retry.ariaLabel = `Retry ${item.file.name}`;
    const row = element("li", {}, element("span", { className: "name" }, item.file.name), status, retry);
    this.#rows.set(item, { row, status, retry });
    this.list.append(row);
    this.#draw(item);
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
    const { row, status, retry } = parts;
    const failed = item.state === "failed";
    if (failed && row.className !== "failed") this.list.prepend(row);
    row.className = item.outcome && item.state === "done" ? item.outcome : item.state;
    row.style.setProperty("--progress", String(item.progress));
    status.textContent = describeStatus(item);
    retry.hidden = !item.canRetry;
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

/** @param {Item} item */
function describeStatus(item) {
  if (item.state === "sending") return item.progress < 1 ? `${Math.floor(item.progress * 100)}%` : "Checking";
  if (item.state === "stopped") return "Not uploaded";
  // The name is already shown above.
  if (item.state === "failed") return item.reason.replace(item.file.name, "").trimStart();
  if (item.state !== "done") return "Waiting";
  const outcome =
    { duplicate: "Already in your gallery", renamed: `Added as ${item.photo?.file}` }[item.outcome] ?? "Added";
  return item.reason ? `${outcome}, but not moved: ${item.reason}` : outcome;
}
