/** Renaming an album: in as many requests as it takes, with how far it is, then on to its new address. */

import { post, sayRefusal } from "../library/requests.js";

/** @typedef {{album: string, remaining: number, files: import("../library/requests.js").Line[]}} Part  of `/api/albums/rename` */

/** A small first part, to know soon how many there are; the gallery itself ends each after a while. */
const FIRST = 50;

/** @param {HTMLFormElement} form */
export function renameByScript(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = new FormData(form);
    const [album, to] = [String(fields.get("album")), String(fields.get("to")).trim()];
    if (album === to) return form.closest("details")?.removeAttribute("open");
    const button = form.querySelector("button");
    const told = form.querySelector(".told");
    button?.toggleAttribute("disabled", true);
    try {
      const name = await rename(album, to, (words) => told && (told.textContent = words));
      if (name) location.assign(`/?album=${encodeURIComponent(name)}`);
    } catch (error) {
      if (told) told.textContent = "Rename again to go on: what has moved stays there.";
      sayRefusal("The album could not be renamed.", toldBy(error));
    }
    button?.toggleAttribute("disabled", false);
  });
}

/**
 * @param {string} album
 * @param {string} to
 * @param {(words: string) => void} show
 * @returns {Promise<string>} the name that it has now, "" where some photos stayed behind
 */
async function rename(album, to, show) {
  let limit = FIRST;
  let moved = 0;
  for (;;) {
    /** @type {Part} */
    const part = await post("/api/albums/rename", { album, to, limit });
    const refused = part.files.filter(({ outcome }) => outcome === "rejected");
    moved += part.files.length - refused.length;
    show(`${moved} of ${moved + refused.length + part.remaining} photos moved`);
    const isOver = part.remaining === 0 || refused.length === part.files.length;
    if (isOver && refused.length) sayRefusal(`${refused.length} photos stayed in ${album}.`, refused[0]);
    if (isOver) return refused.length ? "" : part.album;
    limit = 1000;
  }
}

/** @param {unknown} error */
function toldBy(error) {
  const { message, status } = /** @type {import("../library/requests.js").Refusal} */ (error);
  return { reason: message, status };
}
