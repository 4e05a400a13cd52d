/** What the photos page needs on first use: keys, checkboxes, the scrubber, and a record of its position. */

import { GridKeys } from "../grid/keys.js";
// Loaded early, because they couldn't be loaded without a connection.
import "../grid/image_retry.js";
import "../grid/load_error.js";
import { showCurrentMonth } from "../grid/current_month.js";
import { CAN_DOWNLOAD } from "../library/caller.js";
import { reveal } from "../grid/reveal.js";
import { Scrubber } from "../grid/scrubber.js";
import { fitTiles, watchTileSizes } from "../grid/tile_size.js";
import { Selection } from "../selection/selection.js";

/**
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("../grid/grid.js").Grid} Grid
 */

/** Milliseconds between records of the position. */
const INTERVAL = 250;

export class PhotosTools {
  #keys;
  #timer = 0;

  /**
   * @param {Library} library
   * @param {Grid} grid
   * @param {boolean} isOwner
   * @param {() => PointerEvent | undefined} touch  in progress
   */
  constructor(library, grid, isOwner, touch) {
    this.grid = grid;
    const selection = (this.selection = new Selection(library));
    this.#keys = new GridKeys(grid, selection, isOwner, undefined, async (edit, photos) => {
      (await import("../library/annotations_dialog.js"))[edit](photos, library);
    });
    new Scrubber(grid);
    showCurrentMonth(grid);
    watchTileSizes(grid, library);
    this.#fitToCount(library);
    library.addEventListener("change", () => this.#fitToCount(library));
    addEventListener("scroll", () => (this.#timer ||= setTimeout(() => this.#savePosition(), INTERVAL)), {
      passive: true,
    });
    addEventListener("pagehide", () => this.#savePosition());
    this.#timer = setTimeout(() => this.#savePosition(), INTERVAL);
    import("../viewer/viewer.js").catch(() => {}); // so that the first photo opens at once
    document.addEventListener("gallery:show", (event) => this.#show(/** @type {CustomEvent} */ (event), library));
    if (!CAN_DOWNLOAD) return;
    import("../grid/checkboxes.js").then(({ Checkboxes }) => new Checkboxes(grid, selection, touch()));
    const showBar = async () => {
      const [{ SelectionBar }, { photoActions }] = await Promise.all([
        import("../selection/bar.js"),
        import("../selection/photo_actions.js"),
      ]);
      new SelectionBar(selection, library, grid, photoActions(library, isOwner));
    };
    selection.addEventListener("change", showBar, { once: true });
    if (!isOwner) return;
    import("../ui/menu.js").catch(() => {});
    const form = document.querySelector(".rename form");
    if (form instanceof HTMLFormElement)
      import("./album_rename.js").then(({ enhanceRenameForm }) => enhanceRenameForm(form));
    document.querySelector(".share-album")?.addEventListener("click", async (event) => {
      const { ctrlKey, metaKey } = /** @type {MouseEvent} */ (event);
      if (ctrlKey || metaKey) return;
      event.preventDefault();
      const { href } = /** @type {HTMLAnchorElement} */ (event.currentTarget);
      (await import("../library/share_dialog.js")).shareAlbum(href);
    });
    const menu = document.querySelector(".album-menu");
    if (menu instanceof HTMLDetailsElement)
      import("./album_menu.js").then(({ enhanceAlbumMenu }) => enhanceAlbumMenu(menu, library));
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    this.#keys.press(event);
  }

  /**
   * Scroll to a photo that was just added, or open it, if it's on this page.
   * @param {CustomEvent<{name: string, opens?: boolean}>} event
   * @param {Library} library
   */
  #show(event, library) {
    const { name, opens } = event.detail;
    const photo = library.photoNamed(name);
    if (!photo) return;
    event.preventDefault();
    if (opens) this.grid.onOpen(photo);
    else reveal(this.grid, photo);
  }

  /** @param {Library} library */
  #fitToCount(library) {
    fitTiles(this.grid, library);
    updateEmptyState(library);
  }

  /** Record the position in the history, for reloads and the Back button. */
  #savePosition() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    history.replaceState({ ...history.state, anchor: this.grid.anchor }, "");
  }
}

/** @param {Library} library */
function updateEmptyState(library) {
  /** @type {HTMLElement | null} */
  const empty = document.querySelector(".empty");
  const upload = document.querySelector(".upload:not(.guest)");
  const isEmpty = !library.count && !document.querySelector(".covers");
  if (!empty || empty.hidden !== isEmpty) return;
  empty.hidden = !isEmpty;
  document.querySelector(".bar .select")?.toggleAttribute("hidden", isEmpty);
  if (upload) (empty.hidden ? document.querySelector(".bar") : empty)?.append(upload);
  const details = upload?.querySelector("details");
  if (details) details.open = false;
}
