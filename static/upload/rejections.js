/** Files that couldn't be added, grouped by reason. */

import { rejectedFiles } from "../text/upload.js";
import { element } from "../ui/elements.js";

/** @typedef {import("./queue.js").Item} Item */
/** @typedef {{group: HTMLLIElement, text: HTMLElement, rows: HTMLUListElement}} Group */

export class Rejections {
  /** By reason, without the names of files. @type {Map<string, Group>} */
  #groups = new Map();

  /** @param {HTMLElement} list  groups are its first children */
  constructor(list) {
    this.list = list;
  }

  /**
   * Put a row into the group of its reason.
   * @param {Item} item
   * @param {HTMLLIElement} row
   */
  add(item, row) {
    const key = withoutName(item);
    const group = this.#groups.get(key) ?? this.#createGroup(key);
    if (row.parentElement === group.rows) return;
    group.rows.append(row);
    this.tidy();
  }

  /** Remove groups without rows, and count the others. */
  tidy() {
    for (const [key, { group, text, rows }] of this.#groups) {
      const count = rows.childElementCount;
      text.textContent = rejectedFiles(key, count);
      if (count) continue;
      group.remove();
      this.#groups.delete(key);
    }
  }

  /** @param {string} key */
  #createGroup(key) {
    const rows = element("ul");
    const text = element("p", { className: "status" });
    const group = { group: element("li", { className: "rejections" }, text, rows), text, rows };
    this.list.prepend(group.group);
    this.#groups.set(key, group);
    return group;
  }
}

/**
 * Most reasons start with the file's name, as a word of its own. Others stay as they are, because another word wouldn't
 * fit there in every language.
 * @param {Item} item
 */
function withoutName({ reason, file: { name } }) {
  return reason.startsWith(`${name} `) ? `%(file)s${reason.slice(name.length)}` : reason;
}
