/** Names in zip files that every system can unpack, and that can't leave the folder they're unpacked to. */

/** Control characters, line separators, and what Windows doesn't allow in names. */
const FORBIDDEN = /[\p{Cc}\u2028\u2029\\:*?"<>|]/gu;

/** Characters that change the direction of text, so that `gpj.exe` would look like `exe.jpg`. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Devices on Windows, whatever the extension (Microsoft Learn, "Naming Files, Paths, and Namespaces"). */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\.|$)/i;

/** In UTF-8. Linux allows 255, and a number and SIDECAR may be added. */
const MAX_BYTES = 240;

const SIDECAR = ".xmp";

/** Extensions of previews' formats. @type {Record<string, string[]>} */
const PREVIEWS = { "image/jpeg": [".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"], "image/webp": [".webp"] };

const UTF8 = new TextEncoder();

/**
 * Return a safe path for a file in a zip. Paths that are equal or differ only in case are numbered.
 * @param {string} name  with slashes between folders
 * @param {Map<string, number>} [used]  the last number of each path in the same zip; gets this one's
 */
export function archivePath(name, used = new Map()) {
  const path = name.split("/").map(cleanSegment).filter(Boolean).join("/") || "photo";
  const [stem, extension] = splitExtension(path);
  let number = used.get(fold(path)) ?? 1;
  let unique = path;
  while (used.has(fold(unique)) || used.has(fold(unique + SIDECAR))) unique = `${stem} (${++number})${extension}`;
  used.set(fold(unique), 1);
  used.set(fold(path), number);
  return unique;
}

/**
 * Return a name with the extension of a preview, if the file is one.
 * @param {string} file
 * @param {string} type  media type of the file
 */
export function nameAfterType(file, type) {
  const extensions = PREVIEWS[type];
  const [stem, extension] = splitExtension(file);
  return !extensions || extensions.includes(extension.toLowerCase()) ? file : stem + extensions[0];
}

/**
 * Return the path of a photo's sidecar, by which other software finds it.
 * @param {string} photo  its path in the same zip
 * @param {Map<string, number>} used
 */
export function sidecarPath(photo, used) {
  const path = photo + SIDECAR;
  used.set(fold(path), 1);
  return path;
}

/**
 * Return the path of another file of a photo, by which other software finds it.
 * @param {string} photo  its path in the same zip
 * @param {string} name  of the other file
 * @param {Map<string, number>} used
 */
export function companionPath(photo, name, used) {
  return archivePath(splitExtension(photo)[0] + splitExtension(name)[1], used);
}

/**
 * Systems compare names in different ways. What's equal for one of them is equal here.
 * @param {string} path
 */
function fold(path) {
  return path.normalize().toUpperCase().toLowerCase();
}

/** @param {string} segment  @returns {string} "" for `.` and `..` */
function cleanSegment(segment) {
  // Windows drops dots and spaces at the end.
  const clean = segment
    .replace(BIDI, "")
    .replace(FORBIDDEN, "_")
    .replace(/(?<![. ])[. ]+$/, "");
  return shorten(RESERVED.test(clean) ? `_${clean}` : clean);
}

/** @param {string} segment */
function shorten(segment) {
  const [stem, extension] = splitExtension(segment);
  const characters = [...stem];
  while (characters.length > 1 && UTF8.encode(characters.join("") + extension).length > MAX_BYTES) characters.pop();
  return characters.join("") + extension;
}

/**
 * @param {string} path
 * @returns {[string, string]} `["2026/a", ".jpg"]`
 */
function splitExtension(path) {
  const [extension] = /(?<=[^/])\.[^./ ]{1,10}$/u.exec(path) ?? [""];
  return [path.slice(0, path.length - extension.length), extension];
}
