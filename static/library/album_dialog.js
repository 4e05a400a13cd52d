/** A dialog to choose an album, or to name a new one. */

import * as text from "../text/photos.js";
import { openDialog } from "../ui/dialog.js";
import { element } from "../ui/elements.js";
import { icon } from "../ui/icons.js";
import { formatNumber } from "../ui/locale.js";
import { showFailure } from "../ui/toast.js";
import { movePhotos } from "./actions.js";
import { appPreviewUrl, previewUrl } from "./photo.js";
import { requestJson } from "./requests.js";
import { tagPhotos } from "./tagging.js";

/**
 * @typedef {import("./library.js").Library} Library
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {{album: string, title: string, count: number, cover: Photo | null}} Album
 */

/**
 * Let people choose an album and move the photos into it.
 * @param {Photo[]} photos
 * @param {Library} library
 */
export async function addToAlbum(photos, library) {
  const chooser = new AlbumChooser(library);
  const title = text.addToAlbum(photos.length);
  const dialog = await openDialog(title, ...chooser.elements);
  chooser.load();
  const album = await chooser.choose(dialog);
  const others = photos.filter((photo) => photo.album !== album);
  if (album && others.length) await movePhotos(others, album, library);
}

/**
 * Let people choose an album that shows the photos too.
 * @param {Photo[]} photos
 * @param {Library} library
 */
export async function showInAlbum(photos, library) {
  const chooser = new AlbumChooser(library);
  const dialog = await openDialog(text.showInAlbum(photos.length), ...chooser.elements);
  chooser.load();
  const chosen = await chooser.choose(dialog);
  if (!chosen) return;
  try {
    const album = chooser.isNew(chosen) ? await createAlbum(chosen) : chosen;
    await tagPhotos(photos, album, library);
  } catch (error) {
    showFailure("", /** @type {import("./requests.js").RequestError} */ (error));
  }
}

/**
 * @param {string} name
 * @returns {Promise<string>} its path
 */
async function createAlbum(name) {
  return (await requestJson("/api/albums", { album: name })).album;
}

class AlbumChooser {
  /** @type {Album[]} */
  #albums = [];
  #isLoaded = false;
  #field = element("input", { name: "album", maxLength: 200, autocomplete: "off", oninput: () => this.#draw() });
  #error = element("p", { className: "error", role: "alert" });
  #list = element("ul", { className: "choices", ariaLabel: text.ALBUMS });
  /** @param {string} album */
  #onChoose = (album) => {};

  /** @param {Library} library */
  constructor(library) {
    this.library = library;
    const label = element("label", {}, text.FIND_ALBUM, this.#field);
    const form = element("form", { onsubmit: (event) => this.#submit(event) }, label, this.#error);
    this.elements = [form, this.#list];
  }

  /**
   * @param {HTMLDialogElement} dialog
   * @returns {Promise<string>} "" if closed without a choice
   */
  choose(dialog) {
    this.#field.focus();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(""));
      this.#onChoose = (album) => {
        resolve(album);
        dialog.close();
      };
    });
  }

  /** @param {string} album */
  isNew(album) {
    return !this.#albums.some((one) => one.album === album);
  }

  async load() {
    try {
      /** @type {{albums: Album[]}} */
      const { albums } = await requestJson("/api/albums");
      this.#albums = albums;
    } catch {
      this.#error.textContent = text.ALBUMS_NOT_LOADED;
    }
    this.#isLoaded = true;
    this.#draw();
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    const typed = this.#field.value.trim();
    const match = this.#albums.find(({ album }) => album.toLowerCase() === typed.toLowerCase());
    if (typed) this.#onChoose(match?.album ?? typed);
  }

  #draw() {
    const typed = this.#field.value.trim();
    const query = typed.toLowerCase();
    const matches = this.#albums.filter((one) => `${one.album}\n${one.title}`.toLowerCase().includes(query));
    const isNew = typed && !matches.some(({ album }) => album.toLowerCase() === query);
    this.#list.replaceChildren(...(isNew ? [this.#newAlbum(typed)] : []), ...matches.map((album) => this.#row(album)));
    if (this.#list.childElementCount || !this.#isLoaded || this.#error.textContent) return;
    this.#list.append(element("li", { className: "empty" }, text.NO_ALBUMS));
  }

  /** @param {string} name */
  #newAlbum(name) {
    const plus = element("span", { className: "plus", ariaHidden: "true" }, "+");
    return this.#choice(name, plus, element("span", {}, text.newAlbum(name)));
  }

  /** @param {Album} album */
  #row({ album, title, count, cover }) {
    const parents = album.split("/");
    const folder = parents.pop() ?? album;
    const name = element("span", {}, [...parents, title || folder].join(" / "));
    return this.#choice(album, this.#cover(cover), name, element("span", { className: "hint" }, formatNumber(count)));
  }

  /** @param {Photo | null} photo */
  #cover(photo) {
    if (!photo) return element("span", { className: "blank" }, icon("folder"));
    const image = element("img", { alt: "", loading: "lazy", decoding: "async" });
    image.addEventListener("error", () => (image.src = appPreviewUrl(photo, 240)), { once: true });
    image.src = previewUrl(photo, 240, this.library.previews);
    return image;
  }

  /**
   * @param {string} album
   * @param {...Node} content
   */
  #choice(album, ...content) {
    return element("li", {}, element("button", { type: "button", onclick: () => this.#onChoose(album) }, ...content));
  }
}
