/** Retries grid images that fail to load; in the end, shows the file name instead. */

import { gridSizes } from "../library/photo.js";
import { PreviewRetry } from "../library/preview_retry.js";
import { element } from "../ui/elements.js";

/** @typedef {import("./section.js").Cell} Cell */

export class ImageRetry {
  /** @type {WeakSet<HTMLImageElement>} */
  #pending = new WeakSet();
  #previews;

  /** @param {import("../library/library.js").Library} library */
  constructor(library) {
    this.library = library;
    this.#previews = new PreviewRetry(library);
  }

  /** @param {Cell} cell  whose failure may be reported twice: by an event, and by the state of its image */
  async retry({ photo, image, link }) {
    if (this.#pending.has(image)) return;
    this.#pending.add(image);
    const [once, twice] = gridSizes(photo, this.library);
    if (await this.#previews.retry(photo, once, image.getAttribute("src") ?? "")) {
      image.srcset = `${this.#previews.url(photo, twice)} 2x`;
      image.src = this.#previews.url(photo, once);
    } else if (!link.querySelector(".broken")) {
      link.append(element("span", { className: "broken", ariaHidden: "true" }, describe(photo)));
    }
    this.#pending.delete(image);
  }
}

/** @param {import("../library/photo.js").Photo} photo */
function describe({ file, problem }) {
  return problem ? `${file}: ${problem}` : file;
}
