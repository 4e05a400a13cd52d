/** The albums page. */

import "../ui/menu.js";
import { closeWithEscape, enhanceNewAlbumForm } from "./new_album.js";

/** Milliseconds after everything has loaded. */
const REFRESH = 3000;

/** @type {HTMLDetailsElement | null} */
const details = document.querySelector(".new-album");
const form = details?.querySelector("form");

if (details && form) {
  enhanceNewAlbumForm(form);
  closeWithEscape(details);
  details.addEventListener("toggle", () => {
    form.reset();
    if (details.open) /** @type {HTMLElement | null} */ (form.querySelector("[type=text]"))?.focus();
  });
}
addEventListener("load", () => setTimeout(refresh, REFRESH));
// Browsers that keep nothing for this site throw an error here.
if (sessionStorage.getItem("gallery-deleted-album")) import("./album_undo.js").then((one) => one.showDeletion());

function refresh() {
  import("../library/refresh.js").then(
    ({ keepRefreshed }) => keepRefreshed(),
    () => {},
  );
}
