/** Choosing an album for photos: one that there is, or a new one by its name. */

import { moveTo } from "./actions.js";
import { openDialog } from "../ui/dialog.js";
import { element } from "../ui/elements.js";
import { fallback, source } from "./photo.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {{album: string, count: number, cover: Photo}} Album
 */

const NUMBERS = new Intl.NumberFormat("en");
const UNKNOWN = "The albums can't be listed at the moment. You can still type a name.";

/**
 * Moves the photos into the album that is chosen, if one is.
 * @param {Photo[]} photos
 * @param {Library} library
 */
export async function chooseAlbum(photos, library) {
  const chooser = new AlbumChooser(library);
  const title = photos.length === 1 ? "Add to album" : `Add ${NUMBERS.format(photos.length)} photos to album`;
  const dialog = await openDialog(title, ...chooser.elements);
  chooser.load();
  const album = await chooser.chosen(dialog);
  const others = photos.filter((photo) => photo.album !== album);
  if (album && others.length) await moveTo(others, album, library);
}

class AlbumChooser {
  /** @type {Album[]} */
  #albums = [];
  #isKnown = false;
  #field = element("input", { name: "album", maxLength: 200, autocomplete: "off", oninput: () => this.#draw() });
  #trouble = element("p", { className: "bad", role: "alert" });
  #list = element("ul", { className: "choices", ariaLabel: "Albums" });
  /** @param {string} album */
  #choose = (album) => {};

  /** @param {Library} library */
  constructor(library) {
    this.library = library;
    const label = element("label", {}, "Find an album, or name a new one", this.#field);
    const form = element("form", { onsubmit: (event) => this.#submit(event) }, label, this.#trouble);
    this.elements = [form, this.#list];
  }

  /**
   * @param {HTMLDialogElement} dialog
   * @returns {Promise<string>} "" when it was closed without choosing
   */
  chosen(dialog) {
    this.#field.focus();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(""));
      this.#choose = (album) => {
        resolve(album);
        dialog.close();
      };
    });
  }

  async load() {
    const answer = await fetch("/api/albums").catch(() => undefined);
    const told = answer?.ok ? await answer.json().catch(() => undefined) : undefined;
    this.#isKnown = true;
    this.#albums = told?.albums ?? [];
    this.#trouble.textContent = told ? "" : UNKNOWN;
    this.#draw();
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    const typed = this.#field.value.trim();
    const found = this.#albums.find(({ album }) => album.toLowerCase() === typed.toLowerCase());
    if (typed) this.#choose(found?.album ?? typed);
  }

  #draw() {
    const typed = this.#field.value.trim();
    const words = typed.toLowerCase();
    const found = this.#albums.filter(({ album }) => album.toLowerCase().includes(words));
    const isNew = typed && !found.some(({ album }) => album.toLowerCase() === words);
    this.#list.replaceChildren(...(isNew ? [this.#newOne(typed)] : []), ...found.map((album) => this.#row(album)));
    if (this.#list.childElementCount || !this.#isKnown || this.#trouble.textContent) return;
    this.#list.append(element("li", { className: "empty" }, "No albums yet: type the name of the first."));
  }

  /** @param {string} name */
  #newOne(name) {
    const plus = element("span", { className: "plus", ariaHidden: "true" }, "+");
    return this.#choice(name, plus, element("span", {}, `New album “${name}”`));
  }

  /** @param {Album} album */
  #row({ album, count, cover }) {
    const image = element("img", { alt: "", loading: "lazy", decoding: "async" });
    image.addEventListener("error", () => (image.src = fallback(cover, 240)), { once: true });
    image.src = source(cover, 240, this.library.previews);
    const words = element("span", {}, album.replaceAll("/", " / "));
    return this.#choice(album, image, words, element("span", { className: "hint" }, NUMBERS.format(count)));
  }

  /**
   * @param {string} album
   * @param {...Node} content
   */
  #choice(album, ...content) {
    return element("li", {}, element("button", { type: "button", onclick: () => this.#choose(album) }, ...content));
  }
}
