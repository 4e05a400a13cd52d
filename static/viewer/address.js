/** The address and the title of the photo that is open: to go back from, to share, to come back to. */

import { monthOf } from "../library/library.js";
import { encoded, pageOf } from "../library/photo.js";

/**
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("../library/photo.js").Photo} Photo
 */

export class ViewerAddress {
  /** Whether the page without the viewer is one step back. */
  #isAbovePage = false;

  /**
   * @param {Library} library
   * @param {() => void} onBack
   */
  constructor(library, onBack) {
    this.library = library;
    this.gallery = document.querySelector(".brand")?.textContent ?? "";
    addEventListener("popstate", ({ state }) => {
      if (!state?.photo) onBack();
    });
  }

  /** @param {Photo} photo */
  enter(photo) {
    if (named() === photo.name) this.#isAbovePage = Boolean(history.state?.photo);
    else {
      history.pushState({ photo: photo.name }, "", pageOf(photo));
      this.#isAbovePage = true;
    }
    this.follow(photo);
  }

  /** @param {Photo} photo */
  follow(photo) {
    document.title = `${photo.file} · ${this.gallery}`;
    if (named() === photo.name) return;
    history.replaceState(this.#isAbovePage ? { photo: photo.name } : null, "", pageOf(photo));
  }

  /** @param {Photo | undefined} photo  the last one */
  leave(photo) {
    const { album } = this.library;
    document.title = album === null ? this.gallery : `${album || "Not in an album"} · ${this.gallery}`;
    if (!named()) return;
    if (this.#isAbovePage) history.back();
    else history.replaceState(null, "", this.#page(photo));
  }

  /** @param {Photo | undefined} photo */
  #page(photo) {
    const { album } = this.library;
    if (album !== null) return `/?album=${encoded(album || ".")}`;
    return photo ? `/?month=${monthOf(photo)}` : "/";
  }
}

/** The name of the photo in the address. */
function named() {
  return new URLSearchParams(location.search).get("photo");
}
