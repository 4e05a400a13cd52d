/** Turns uploaded folders into albums, including photos that are already stored. */

import { requestInBatches } from "../library/requests.js";

/** @typedef {import("./queue.js").Item} Item */

/**
 * Set the album of files from folders to the folder's path, or to the form's album.
 * @param {Item[]} items
 * @param {boolean} byFolder
 */
export function assignAlbums(items, byFolder) {
  for (const item of items) {
    if (item.folder) item.album = byFolder ? item.folder : item.chosen;
  }
}

/**
 * Move stored photos that aren't in their item's album, except those from before this upload.
 * @param {Item[]} items
 * @param {(item: Item) => void} onChange
 */
export async function moveMisfiled(items, onChange) {
  const misfiled = items.filter((item) => item.photo && item.outcome !== "duplicate" && item.sentTo !== item.album);
  for (const [album, group] of Map.groupBy(misfiled, (item) => item.album)) {
    const names = group.map((item) => item.photo?.name ?? "");
    const results = await requestInBatches("/api/move", names, { album });
    group.forEach((item, index) => {
      const { photo = item.photo, reason = "" } = results[index] ?? {};
      onChange(Object.assign(item, { photo, sentTo: album, reason }));
    });
  }
}
