/** The menu of an album. Its settings take effect at once, and changes can be undone. */

import { albumUrl } from "../library/photo.js";
import { requestJson } from "../library/requests.js";
import * as text from "../text/albums.js";
import { UNDO } from "../text/photos.js";
import { showFailure, showToast } from "../ui/toast.js";
import { closeWithEscape, enhanceNewAlbumForm } from "./new_album.js";

/** @typedef {"visible" | "timeline" | "sort" | "title" | "description" | "cover"} Setting */

/** The texts that Save saves. */
const TEXTS = /** @type {const} */ (["title", "description"]);

/** The values that a note on the page explains. @type {Partial<Record<Setting, string>>} */
const NOTED = { visible: "owner", timeline: "no" };

/**
 * @param {HTMLDetailsElement} details
 * @param {import("../library/library.js").Library} library  of the album
 */
export function enhanceAlbumMenu(details, library) {
  const [settings, cover, newAlbum] = details.querySelectorAll("form");
  new AlbumMenu(settings, cover);
  enhanceNewAlbumForm(newAlbum);
  enhanceDeletion(details, library);
  closeWithEscape(details);
}

/**
 * Ask in a dialog instead of in the menu.
 * @param {HTMLDetailsElement} menu
 * @param {import("../library/library.js").Library} library
 */
function enhanceDeletion(menu, library) {
  /** @type {HTMLDetailsElement | null} */
  const details = menu.querySelector(".delete-album");
  if (!details) return;
  const ask = async () => {
    details.open = false;
    const { askAndDelete } = await import("./album_delete.js");
    askAndDelete(details.dataset, library.count - Number(details.dataset.tagged));
  };
  details.querySelector("summary")?.addEventListener("click", (event) => {
    event.preventDefault();
    ask();
  });
  // They may have opened it before this script loaded.
  if (details.open) ask();
}

class AlbumMenu {
  #current;
  /** @type {import("../ui/toast.js").Toast | undefined} */
  #toast;
  /** Requests run one after another, so that the last choice counts. @type {Promise<unknown>} */
  #request = Promise.resolve();

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLFormElement} coverForm  that makes the newest photo the cover again
   */
  constructor(form, coverForm) {
    this.form = form;
    this.coverForm = coverForm;
    this.#current = { ...readSaved(form), cover: coverForm.querySelector(".chosen")?.textContent ?? "" };
    coverForm.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#change("cover", "");
    });
    document.addEventListener("gallery:cover", (event) => {
      const { album, cover } = /** @type {CustomEvent<import("../library/album_cover.js").Cover>} */ (event).detail;
      if (album === this.#current.album) this.#show("cover", cover);
    });
    form.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement && target.type === "radio") {
        this.#change(/** @type {Setting} */ (target.name), target.value);
      }
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      for (const setting of TEXTS) this.#change(setting, clean(setting, this.#field(setting).value));
    });
    // What people chose before this script had loaded.
    for (const { name, value } of radiosOf(form).filter((radio) => radio.checked)) {
      this.#change(/** @type {Setting} */ (name), value);
    }
  }

  /** @param {"title" | "description"} setting */
  #field(setting) {
    return /** @type {HTMLInputElement | HTMLTextAreaElement} */ (this.form.elements.namedItem(setting));
  }

  /**
   * @param {Setting} setting
   * @param {string} value
   * @param {boolean} canUndo
   */
  async #change(setting, value, canUndo = true) {
    const { album, [setting]: before } = this.#current;
    if (value === before) return;
    this.#show(setting, value);
    const change = () => requestJson("/api/albums/settings", { album, [setting]: value });
    try {
      await (this.#request = this.#request.then(change, change));
      if (setting === "sort") return location.assign(albumUrl(album));
      const undo = { action: UNDO, onAction: () => this.#change(setting, before, false) };
      this.#toast?.close();
      this.#toast = showToast(this.#describe(setting, value), canUndo ? undo : {});
    } catch (error) {
      this.#show(setting, before);
      showFailure(text.NOT_CHANGED, /** @type {import("../library/requests.js").RequestError} */ (error));
    }
  }

  /**
   * @param {Setting} setting
   * @param {string} value
   */
  #show(setting, value) {
    this.#current[setting] = value;
    if (setting === "title") return this.#showTitle(value);
    if (setting === "description") return this.#showDescription(value);
    if (setting === "cover") return this.#showCover(value);
    const options = /** @type {RadioNodeList} */ (this.form.elements.namedItem(setting));
    options.value = value;
    document
      .querySelector(`.album-notes [data-setting=${setting}]`)
      ?.toggleAttribute("hidden", value !== NOTED[setting]);
  }

  /** @param {string} title */
  #showTitle(title) {
    const field = this.#field("title");
    field.value = title;
    const heading = document.querySelector(".title h1 [aria-current]");
    if (!heading) return;
    const before = heading.textContent ?? "";
    const name = title || field.placeholder;
    heading.textContent = name;
    const [names, gallery] = splitAtLast(document.title, " · ");
    document.title = `${names.slice(0, names.length - before.length)}${name} · ${gallery}`;
  }

  /** @param {string} description */
  #showDescription(description) {
    this.#field("description").value = description;
    const shown = document.querySelector(".description");
    if (!shown) return;
    shown.textContent = description;
    shown.toggleAttribute("hidden", !description);
  }

  /** @param {string} cover */
  #showCover(cover) {
    const chosen = this.coverForm.querySelector(".chosen");
    if (chosen) chosen.textContent = cover;
    this.coverForm.hidden = !cover;
  }

  /**
   * @param {Setting} setting
   * @param {string} value
   */
  #describe(setting, value) {
    if (setting === "title" || setting === "description") return text.TEXTS[setting][value ? "saved" : "removed"];
    if (setting === "cover") return value ? text.COVER_CHOSEN : text.COVER_IS_NEWEST;
    if (setting === "timeline") return text.TIMELINE[/** @type {keyof typeof text.TIMELINE} */ (value)];
    const isSoon = value === "everyone" && "privateGallery" in this.form.dataset;
    return text.VISIBLE[isSoon ? "soon" : /** @type {keyof typeof text.VISIBLE} */ (value)];
  }
}

/** @param {HTMLFormElement} form  @returns {HTMLInputElement[]} */
function radiosOf(form) {
  return [...form.querySelectorAll("input")].filter(({ type }) => type === "radio");
}

/**
 * @param {HTMLFormElement} form
 * @returns {Record<Setting | "album", string>} what the gallery had when it sent the page
 */
function readSaved(form) {
  const radios = radiosOf(form).filter((radio) => radio.defaultChecked);
  const inputs = [...form.querySelectorAll("input")].filter(({ type }) => type !== "radio");
  const saved = [...radios, ...inputs, ...form.querySelectorAll("textarea")].map(({ name, defaultValue }) => [
    name,
    defaultValue,
  ]);
  return /** @type {Record<Setting | "album", string>} */ (Object.fromEntries(saved));
}

/**
 * Return a text as the gallery stores it.
 * @param {Setting} setting
 * @param {string} value
 */
function clean(setting, value) {
  return setting === "title" ? value.trim().replace(/\s+/g, " ") : value.trim();
}

/**
 * @param {string} text
 * @param {string} separator
 */
function splitAtLast(text, separator) {
  const index = text.lastIndexOf(separator);
  return [text.slice(0, index), text.slice(index + separator.length)];
}
