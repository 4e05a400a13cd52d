/** Announces new photos to the page, and finds the page that shows them. */

import { monthOf } from "../library/library.js";
import { newestFirst } from "../library/order.js";
import { albumUrl, listUrl } from "../library/photo.js";
import { SHARE } from "../library/caller.js";

/** @typedef {import("./queue.js").Item} Item */
/** @typedef {import("../library/photo.js").Photo} Photo */
/** @typedef {{photos: import("../library/photo.js").Photo[], gone: string[]}} Detail  of `gallery:stored` */

/** Photos per event during an upload. */
const BATCH = 20;

export class NewPhotos {
  /** Whether the page shows all of them. */
  areShown = true;
  /** As they were announced. @type {Map<Item, Photo>} */
  #announced = new Map();

  /**
   * @param {Item[]} items
   * @param {boolean} isBusy
   */
  announce(items, isBusy) {
    const fresh = items.filter((item) => isNew(item) && this.#announced.get(item) !== item.photo);
    if (!fresh.length || (isBusy && fresh.length < BATCH)) return;
    // Photos that were moved since have another name, and those with sidecars have text.
    const gone = fresh.flatMap((item) => this.#announced.get(item)?.name ?? []);
    const photos = fresh.flatMap(({ photo }) => photo ?? []);
    fresh.forEach((item, index) => this.#announced.set(item, photos[index]));
    const detail = { photos, gone };
    const areShown = !document.dispatchEvent(new CustomEvent("gallery:stored", { detail, cancelable: true }));
    this.areShown &&= areShown;
  }

  /**
   * Whether the page shows any of them without scrolling, or there are none.
   * @param {Item[]} items
   */
  areInView(items) {
    const names = newest(items).map(({ name }) => name);
    if (!names.length) return true;
    /** @type {NodeListOf<HTMLAnchorElement>} */
    const links = document.querySelectorAll(".photos li > a");
    return [...links].some((link) => isInView(link) && names.includes(photoOf(link)));
  }

  /**
   * Scroll to the newest of them.
   * @param {Item[]} items
   */
  show(items) {
    const [photo] = newest(items);
    document.dispatchEvent(new CustomEvent("gallery:show", { detail: { name: photo?.name }, cancelable: true }));
  }

  /**
   * Return the URL of their album, of the one that contains all of their albums, of the list of albums, or of the
   * timeline from their newest month.
   * @param {Item[]} items
   */
  url(items) {
    const photos = newest(items);
    if (!photos.length || SHARE) return listUrl({});
    if (!photos.every(({ album }) => album)) return `/?month=${monthOf(photos[0])}`;
    const album = photos.map((photo) => photo.album ?? "").reduce(commonParent);
    return album ? albumUrl(album) : "/albums";
  }
}

/** @param {Item[]} items  @returns {Photo[]} the new photos, newest first */
function newest(items) {
  const photos = items.filter(isNew).flatMap(({ photo }) => photo ?? []);
  return photos.sort(newestFirst);
}

/**
 * @param {string} album
 * @param {string} other
 * @returns {string} the album that contains both: `Rome` for `Rome/day 1` and `Rome`, "" if there's none
 */
function commonParent(album, other) {
  const parts = other.split("/");
  const names = album.split("/");
  const end = names.findIndex((name, index) => name !== parts[index]);
  return names.slice(0, end < 0 ? names.length : end).join("/");
}

/** @param {HTMLAnchorElement} link */
function photoOf({ search }) {
  return new URLSearchParams(search).get("photo") ?? "";
}

/** @param {Element} link */
function isInView(link) {
  const { top, bottom } = link.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/** @param {Item} item */
function isNew({ state, outcome, photo }) {
  return state === "done" && outcome !== "duplicate" && Boolean(photo);
}
