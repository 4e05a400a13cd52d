/** Renames an album in as many requests as it takes, and shows progress. */

import { albumUrl } from "../library/photo.js";
import { requestJson } from "../library/requests.js";
import * as text from "../text/photos.js";
import { showFailure } from "../ui/toast.js";

/**
 * @typedef {import("../library/requests.js").Result} Result
 * @typedef {{album: string, remaining: number, files: Result[]}} Part  of `/api/albums/rename`
 */

/** A small first part shows the total early. The gallery limits the other parts itself. */
const FIRST = 50;

/** @param {HTMLFormElement} form */
export function enhanceRenameForm(form) {
  const details = /** @type {HTMLDetailsElement} */ (form.closest("details"));
  const edit = () => {
    /** @type {HTMLElement | null} */
    const target = details.open ? form.querySelector("[type=text]") : details.querySelector("summary");
    target?.focus();
    // Not on opening: people may have typed a name before the event arrives.
    if (!details.open) form.reset();
  };
  details.addEventListener("toggle", edit);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    details.open = false;
  });
  if (details.open) edit();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = new FormData(form);
    const [album, to] = [String(fields.get("album")), String(fields.get("to")).trim()];
    if (album === to) return void (details.open = false);
    const button = form.querySelector("button");
    const progress = form.querySelector(".progress");
    button?.toggleAttribute("disabled", true);
    try {
      const name = await renameAlbum(album, to, (done) => progress && (progress.textContent = done));
      if (name) location.assign(albumUrl(name));
    } catch (error) {
      if (progress) progress.textContent = text.RENAME_AGAIN;
      showFailure(text.ALBUM_NOT_RENAMED, /** @type {import("../library/requests.js").RequestError} */ (error));
    }
    button?.toggleAttribute("disabled", false);
  });
}

/**
 * @param {string} album
 * @param {string} to
 * @param {(text: string) => void} show
 * @returns {Promise<string>} the new name, "" if some photos couldn't be moved
 */
async function renameAlbum(album, to, show) {
  let limit = FIRST;
  let moved = 0;
  for (;;) {
    /** @type {Part} */
    const part = await requestJson("/api/albums/rename", { album, to, limit });
    const rejected = part.files.filter(({ outcome }) => outcome === "rejected");
    moved += part.files.length - rejected.length;
    show(text.renamed(moved, moved + rejected.length + part.remaining));
    const isDone = part.remaining === 0 || rejected.length === part.files.length;
    if (isDone && rejected.length) showFailure(text.MOVING.failed(rejected.length), rejected[0]);
    if (isDone) return rejected.length ? "" : part.album;
    limit = 1000;
  }
}
