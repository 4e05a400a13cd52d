/** Replaces a photo's preview by a larger one while people zoom in beyond its pixels. */

/**
 * @typedef {import("./stage.js").Content} Content
 * @typedef {import("./images.js").ViewerImages} ViewerImages
 * @typedef {import("../vendor/photoswipe/photoswipe.esm.min.js").default} PhotoSwipe
 */

/** Milliseconds after a failure in which zooming in further doesn't try again. */
const PAUSE = 2000;

export class Sharpening {
  /** @type {HTMLImageElement | undefined} */
  #loading;
  /** @type {Content | undefined} */
  #content;
  /** @type {WeakSet<Content["element"] & object>} */
  #sharp = new WeakSet();
  #failedAt = -PAUSE;

  /**
   * @param {PhotoSwipe} pswp
   * @param {ViewerImages} images
   */
  constructor(pswp, images) {
    this.pswp = pswp;
    this.images = images;
    pswp.on("beforeZoomTo", ({ destZoomLevel }) => this.#check(destZoomLevel));
    pswp.on("zoomPanUpdate", () => this.#check());
    // A cached preview completes before its slide has a zoom level.
    pswp.on("loadComplete", () => requestAnimationFrame(() => this.#check()));
    pswp.on("change", () => pswp.currSlide?.content !== this.#content && this.#cancel());
    pswp.on("destroy", () => this.#cancel());
  }

  /** @param {number} [level]  CSS pixels per pixel of the preview */
  #check(level = this.pswp.currSlide?.currZoomLevel ?? 0) {
    const { currSlide: slide, opener } = this.pswp;
    if (!slide || !opener.isOpen || level <= slide.zoomLevels.initial || level * devicePixelRatio <= 1) return;
    const { element } = slide.content;
    const isLoaded = element instanceof HTMLImageElement && !slide.content.isLoading() && !this.#sharp.has(element);
    const url = slide.data.photo && this.images.sharpUrl(slide.data.photo);
    if (isLoaded && url && !this.#loading && performance.now() > this.#failedAt + PAUSE) this.#load(slide.content, url);
  }

  /**
   * @param {Content} content
   * @param {string} url
   */
  async #load(content, url) {
    const image = new Image();
    // Drawn with the rest of the frame. Otherwise Chromium may leave it out until it's decoded again.
    image.decoding = "sync";
    image.src = url;
    [this.#loading, this.#content] = [image, content];
    const isDecoded = await image.decode().then(
      () => true,
      () => false,
    );
    if (this.#loading !== image) return;
    this.#loading = undefined;
    if (isDecoded) this.#show(image, content);
    else this.#failedAt = performance.now();
  }

  /**
   * @param {HTMLImageElement} image
   * @param {Content} content
   */
  #show(image, content) {
    const old = content.element;
    if (!(old instanceof HTMLImageElement)) return;
    const { className, alt, style } = old;
    Object.assign(image, { className, alt });
    Object.assign(image.style, { width: style.width, height: style.height });
    this.#sharp.add(image);
    content.element = image;
    old.replaceWith(image);
  }

  #cancel() {
    this.#loading?.removeAttribute("src");
    this.#loading = undefined;
  }
}
