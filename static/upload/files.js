/** Finds the files that people chose, dropped or pasted, without hidden ones. */

/** @typedef {import("./queue.js").Found} Found */

const HIDDEN = /^\.|^(thumbs\.db|desktop\.ini)$/i;

/**
 * Return files from a chooser, which sets paths for files in folders.
 * @param {Iterable<File>} files
 * @returns {Found[]}
 */
export function chosenFiles(files) {
  return [...files]
    .map((file) => ({ file, path: (file.webkitRelativePath || file.name).split("/") }))
    .filter(({ path }) => !path.some((part) => HIDDEN.test(part)))
    .map(({ file, path }) => ({ file, folder: path.slice(0, -1).join("/") }));
}

/**
 * @param {(FileSystemEntry | File | null)[]} entries
 * @returns {Promise<Found[]>}
 */
export async function droppedFiles(entries) {
  const found = entries.map((entry) => (entry instanceof File ? chosenFiles([entry]) : entry ? walk(entry) : []));
  return (await Promise.all(found)).flat();
}

/**
 * Return all files below an entry.
 * @param {FileSystemEntry} entry
 * @param {string} folder  that it's in, with its parents up to the dropped one; "" for the dropped entry itself
 * @returns {Promise<Found[]>}
 */
export async function walk(entry, folder = "") {
  if (HIDDEN.test(entry.name)) return [];
  if (entry.isFile) return [{ file: await readFile(/** @type {FileSystemFileEntry} */ (entry)), folder }];
  const found = [];
  const path = folder ? `${folder}/${entry.name}` : entry.name;
  for (const child of await readChildren(/** @type {FileSystemDirectoryEntry} */ (entry))) {
    found.push(await walk(child, path));
  }
  return found.flat();
}

/**
 * Return unreadable files as empty ones, so that the gallery rejects them by name.
 * @param {FileSystemFileEntry} entry
 * @returns {Promise<File>}
 */
function readFile(entry) {
  return new Promise((resolve) => entry.file(resolve, () => resolve(new File([], entry.name))));
}

/**
 * Readers return at most 100 entries at a time, and none at the end.
 * @param {FileSystemDirectoryEntry} folder
 * @returns {Promise<FileSystemEntry[]>}
 */
async function readChildren(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (!some.length) return all;
    all.push(...some);
  }
}
