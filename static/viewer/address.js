/** The URL, history entry and title of the open photo. */

import { monthOf } from "../library/library.js";
import { listUrl, pageUrl } from "../library/photo.js";
import { SHARE } from "../library/caller.js";
import { headingOf } from "./photo_page.js";

/**
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("../library/photo.js").Photo} Photo
 */

export class ViewerAddress {
  /** Whether going back closes the viewer. */
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
    if (photoInUrl() === photo.name) this.#isAbovePage = Boolean(history.state?.photo);
    else {
      history.pushState({ photo: photo.name }, "", pageUrl(photo, this.library.query));
      this.#isAbovePage = true;
    }
    this.follow(photo);
  }

  /** @param {Photo} photo */
  follow(photo) {
    document.title = `${photo.file} · ${this.gallery}`;
    if (photoInUrl() === photo.name) return;
    history.replaceState(this.#isAbovePage ? { photo: photo.name } : null, "", pageUrl(photo, this.library.query));
  }

  /** @param {Photo | undefined} photo  viewed last */
  leave(photo) {
    const heading = headingOf(this.library);
    document.title = heading ? `${heading} · ${this.gallery}` : this.gallery;
    if (!photoInUrl()) return;
    if (this.#isAbovePage) history.back();
    else history.replaceState(null, "", this.#page(photo));
  }

  /** @param {Photo | undefined} photo */
  #page(photo) {
    const { query } = this.library;
    if (Object.keys(query).length || SHARE) return listUrl(query);
    return photo ? `/?month=${monthOf(photo)}` : "/";
  }
}

function photoInUrl() {
  return new URLSearchParams(location.search).get("photo");
}
