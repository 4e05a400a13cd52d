/** The files in what a person chose, dropped or pasted; hidden ones are left out. */

/** @typedef {import("./queue.js").Found} Found */

const HIDDEN = /^\.|^(thumbs\.db|desktop\.ini)$/i;

/**
 * Files of a chooser, which for a folder gives each its path.
 * @param {Iterable<File>} files
 * @returns {Found[]}
 */
export function chosenFiles(files) {
  return [...files]
    .map((file) => ({ file, path: (file.webkitRelativePath || file.name).split("/") }))
    .filter(({ path }) => !path.some((part) => HIDDEN.test(part)))
    .map(({ file, path }) => ({ file, folder: path.length > 1 ? path[0] : "" }));
}

/**
 * Files and folders of a drop.
 * @param {(FileSystemEntry | File | null)[]} entries
 * @returns {Promise<Found[]>}
 */
export async function droppedFiles(entries) {
  const found = entries.map((entry) => (entry instanceof File ? chosenFiles([entry]) : entry ? walk(entry) : []));
  return (await Promise.all(found)).flat();
}

/**
 * All files below an entry.
 * @param {FileSystemEntry} entry
 * @param {string} folder  that was dropped, "" at its top
 * @returns {Promise<Found[]>}
 */
export async function walk(entry, folder = "") {
  if (HIDDEN.test(entry.name)) return [];
  if (entry.isFile) return [{ file: await fileOf(/** @type {FileSystemFileEntry} */ (entry)), folder }];
  const found = [];
  for (const child of await children(/** @type {FileSystemDirectoryEntry} */ (entry))) {
    found.push(await walk(child, folder || entry.name));
  }
  return found.flat();
}

/**
 * An unreadable one comes as a file without content, so that it is refused by its name.
 * @param {FileSystemFileEntry} entry
 * @returns {Promise<File>}
 */
function fileOf(entry) {
  return new Promise((resolve) => entry.file(resolve, () => resolve(new File([], entry.name))));
}

/**
 * Readers give at most 100 entries at a time, and none at the end.
 * @param {FileSystemDirectoryEntry} folder
 * @returns {Promise<FileSystemEntry[]>}
 */
async function children(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (!some.length) return all;
    all.push(...some);
  }
}
