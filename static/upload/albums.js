/** Folders as albums, also for photos that are stored already. */

/** @typedef {import("./queue.js").Item} Item */
/** @typedef {import("./request.js").Photo} Photo */

const MOVES_AT_ONCE = 50;

/**
 * Where files out of folders shall go: into albums of their folders' names, or where the form said.
 * @param {Item[]} items
 * @param {boolean} byFolder
 */
export function fileByFolder(items, byFolder) {
  for (const item of items) {
    if (item.folder) item.album = byFolder ? item.folder : item.chosen;
  }
}

/**
 * Moves what lies elsewhere than it shall; what was there before this upload stays.
 * @param {Item[]} items
 * @param {(item: Item) => void} changed
 */
export async function moveStrays(items, changed) {
  const strays = items.filter((item) => item.photo && item.outcome !== "duplicate" && item.sentTo !== item.album);
  for (const album of new Set(strays.map((item) => item.album))) {
    const some = strays.filter((item) => item.album === album);
    const lines = await move(
      some.map((item) => item.photo?.name ?? ""),
      album,
    );
    some.forEach((item, number) => {
      const { photo = item.photo, reason = "" } = lines[number] ?? {};
      changed(Object.assign(item, { photo, sentTo: album, reason }));
    });
  }
}

/**
 * Moves stored photos into an album, or with "" among the days; gives each its new self, or the reason why not.
 * @param {string[]} names
 * @param {string} album
 * @returns {Promise<{photo?: Photo, reason?: string}[]>}
 */
async function move(names, album) {
  const lines = [];
  for (let from = 0; from < names.length; from += MOVES_AT_ONCE) {
    const some = names.slice(from, from + MOVES_AT_ONCE);
    try {
      const body = JSON.stringify({ names: some, album });
      const answer = await fetch("/api/move", { method: "POST", body, headers: { Accept: "application/json" } });
      const { files, detail } = await answer.json();
      lines.push(...(files ?? some.map(() => ({ reason: detail }))));
    } catch {
      lines.push(...some.map(() => ({ reason: "The gallery could not be reached." })));
    }
  }
  return lines;
}
