/** What is known of the photo in view, beside it or, on a phone, below it. */

import { element } from "../ui/elements.js";
import { encoded } from "../library/photo.js";
import { cameraLines, placeOf, sizeOf, takenOf } from "./facts.js";

/**
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("./facts.js").Details} Details
 */

/** Where it is below the photo, by viewer_dialog.css. */
const BELOW = matchMedia("(width < 64rem) and (orientation: portrait)");

export class ViewerPanel {
  #list = element("dl");
  #note = element("p", { className: "hint", hidden: true });
  /** @type {Photo | undefined} */
  #photo;
  /** By name. @type {Map<string, Details>} */
  #known = new Map();

  /** @param {boolean} isOwner  others are told no more than the page knows */
  constructor(isOwner) {
    this.isOwner = isOwner;
    const heading = element("h2", {}, "Information");
    this.element = element(
      "section",
      { className: "facts", hidden: true, tabIndex: 0, ariaLabel: "Information" },
      heading,
      this.#list,
      this.#note,
    );
  }

  /** Room that it takes from the photo, in CSS pixels. */
  get inset() {
    const { offsetWidth, offsetTop } = this.element;
    const isBelow = this.isOpen && BELOW.matches;
    const isBeside = this.isOpen && !BELOW.matches;
    return { top: 0, left: 0, right: isBeside ? offsetWidth : 0, bottom: isBelow ? innerHeight - offsetTop : 0 };
  }

  get isOpen() {
    return !this.element.hidden;
  }

  toggle() {
    this.element.hidden = this.isOpen;
    if (this.isOpen) this.#draw();
  }

  /** @param {Photo} photo */
  show(photo) {
    if (photo === this.#photo) return;
    this.#photo = photo;
    if (this.isOpen) this.#draw();
  }

  async #draw() {
    const photo = this.#photo;
    if (!photo) return;
    this.element.scrollTop = 0;
    this.#fill(this.#known.get(photo.name) ?? { photo });
    if (this.#known.has(photo.name) || !(this.isOwner || !photo.width)) return;
    try {
      const details = await ask(photo);
      this.#known.set(photo.name, details);
      if (photo === this.#photo) this.#fill(details);
    } catch (error) {
      if (photo === this.#photo)
        this.#say(error instanceof TypeError ? "The gallery can't be reached just now." : String(error));
    }
  }

  /** @param {Details} details */
  #fill({ photo, camera, location, description }) {
    const lines = camera ? cameraLines(camera) : [];
    this.#say("");
    this.#list.replaceChildren(
      ...row("Name", photo.file),
      ...row("Description", description),
      ...row("Taken", ...takenOf(photo)),
      ...row("Size", ...sizeOf(photo)),
      ...row("Album", albumOf(photo)),
      ...row("Camera", ...lines),
      ...row("Place", location && placeOf(location)),
    );
  }

  /** @param {string} text */
  #say(text) {
    this.#note.textContent = text;
    this.#note.hidden = !text;
  }
}

/**
 * @param {Photo} photo
 * @returns {Promise<Details>}
 */
async function ask({ name }) {
  const answer = await fetch(
    name.startsWith("/") ? `/api/details?name=${encoded(name)}` : `/api/details/${encoded(name)}`,
  );
  const found = await answer.json();
  if (!answer.ok) throw found.detail;
  return found;
}

/**
 * @param {string} term
 * @param {...(string | Node | null | undefined)} lines  none, no row
 */
function row(term, ...lines) {
  const said = lines.filter((line) => line !== null && line !== undefined);
  return said.length ? [element("dt", {}, term), ...said.map((line) => element("dd", {}, line))] : [];
}

/** @param {Photo} photo */
function albumOf({ album }) {
  return album === null ? null : element("a", { href: `/?album=${encoded(album || ".")}` }, album || "Not in an album");
}
