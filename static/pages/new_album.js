/** Creates albums: opens the new album's page, or says in the form why there's none. */

import { albumUrl } from "../library/photo.js";
import { requestJson } from "../library/requests.js";
import { NOT_CREATED } from "../text/albums.js";

/** @param {HTMLFormElement} form */
export function enhanceNewAlbumForm(form) {
  const error = form.querySelector(".error");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button?.toggleAttribute("disabled", true);
    if (error) error.textContent = "";
    try {
      const { album } = await requestJson("/api/albums", Object.fromEntries(new FormData(form)));
      location.assign(albumUrl(album));
    } catch (problem) {
      if (error) error.textContent = `${NOT_CREATED} ${/** @type {Error} */ (problem).message}`;
    }
    button?.toggleAttribute("disabled", false);
  });
}

/**
 * Close a form's details with Escape.
 * @param {HTMLDetailsElement} details
 */
export function closeWithEscape(details) {
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    event.preventDefault();
    details.open = false;
    details.querySelector("summary")?.focus();
  });
}
