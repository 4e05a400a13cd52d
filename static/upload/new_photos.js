/** New photos: the rest of the page hears of them, and who wants to see them finds the way. */

/** @typedef {import("./queue.js").Item} Item */
/** @typedef {{photos: import("../library/photo.js").Photo[], gone: string[]}} News  of `gallery:stored` */

/** So many are told at a time while more are coming. */
const TOLD_AT_ONCE = 20;

export class UploadNews {
  /** Whether the page itself shows all that were told. */
  isShown = true;
  /** The names under which they were told. @type {Map<Item, string>} */
  #told = new Map();

  /**
   * @param {Item[]} items
   * @param {boolean} isBusy
   */
  tell(items, isBusy) {
    const fresh = items.filter((item) => isNew(item) && this.#told.get(item) !== item.photo?.name);
    if (!fresh.length || (isBusy && fresh.length < TOLD_AT_ONCE)) return;
    // What was moved since it was told is no longer where it was.
    const gone = fresh.flatMap((item) => this.#told.get(item) ?? []);
    for (const item of fresh) this.#told.set(item, item.photo?.name ?? "");
    const detail = { photos: fresh.map((item) => item.photo), gone };
    const isShown = !document.dispatchEvent(new CustomEvent("gallery:stored", { detail, cancelable: true }));
    this.isShown &&= isShown;
  }

  /**
   * Where they are seen: their album, or the timeline from the newest of them on.
   * @param {Item[]} items
   */
  place(items) {
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
