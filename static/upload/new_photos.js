/** Announces new photos to the page, and finds the page that shows them. */

/** @typedef {import("./queue.js").Item} Item */
/** @typedef {{photos: import("../library/photo.js").Photo[], gone: string[]}} Detail  of `gallery:stored` */

/** Photos per event during an upload. */
const BATCH = 20;

export class NewPhotos {
  /** Whether the page shows all of them. */
  areShown = true;
  /** The announced names. @type {Map<Item, string>} */
  #announced = new Map();

  /**
   * @param {Item[]} items
   * @param {boolean} isBusy
   */
  announce(items, isBusy) {
    const fresh = items.filter((item) => isNew(item) && this.#announced.get(item) !== item.photo?.name);
    if (!fresh.length || (isBusy && fresh.length < BATCH)) return;
    // Photos that were moved since have another name.
    const gone = fresh.flatMap((item) => this.#announced.get(item) ?? []);
    for (const item of fresh) this.#announced.set(item, item.photo?.name ?? "");
    const detail = { photos: fresh.map((item) => item.photo), gone };
    const areShown = !document.dispatchEvent(new CustomEvent("gallery:stored", { detail, cancelable: true }));
    this.areShown &&= areShown;
  }

  /**
   * Return the URL of their album, or of the timeline from their newest month.
   * @param {Item[]} items
   */
  url(items) {
    const photos = items.filter(isNew).flatMap((item) => item.photo ?? []);
    const albums = new Set(photos.map((photo) => photo.album));
    const [album] = albums;
    if (albums.size === 1 && album) return `/?album=${encodeURIComponent(album)}`;
    const months = photos
      .filter((photo) => photo.album === null)
      .map((photo) => photo.name.slice(0, 7).replace("/", "-"));
    return months.length ? `/?month=${months.sort().at(-1)}` : "/";
  }
}

/** @param {Item} item */
function isNew(item) {
  return item.state === "done" && item.outcome !== "duplicate";
}
