/** Where the photos lie side by side: PhotoSwipe over the whole library, of which three are in the page. */

import PhotoSwipe from "../vendor/photoswipe/photoswipe.esm.min.js";

import { ViewerImages } from "./images.js";
import { firstOf, monthsAround, photoAt, placeAt, positionOf } from "./positions.js";

/**
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("./positions.js").Place} Place
 * @typedef {ReturnType<PhotoSwipe["getItemData"]>} SlideData
 * @typedef {ReturnType<PhotoSwipe["createContentFromData"]>} Content
 * @typedef {{top: number, bottom: number, left: number, right: number}} Inset  in CSS pixels
 * @typedef {{
 *   thumbnailOf: (photo: Photo) => HTMLImageElement | null | undefined, inset: () => Inset, tap: () => void,
 *   moved: () => void, closing: () => void, failed: (error: Error) => void,
 * }} Surroundings
 */

const UNLOADABLE = "This photo can't be loaded just now.";
const DURATION = 280;
const CROSSFADE = 500;

/** Times the size that fits the window: by a double tap, and at most. */
const CLOSER = 2.5;
const CLOSEST = 6;

/** Two photos on both sides of the one in view may be in the page, or on their way. */
const NEIGHBOURS = [-2, -1, 0, 1, 2];

export const still = matchMedia("(prefers-reduced-motion: reduce)");

export class ViewerStage {
  /** In view, or the last that was. @type {Photo | undefined} */
  photo;
  /** Steps from there to where one has gone on, as long as the month there is not loaded. */
  #beyond = 0;
  /** @type {Place | undefined} */
  #place;
  #seen = "";

  /**
   * @param {Library} library
   * @param {Photo} photo
   * @param {Surroundings} surroundings
   */
  constructor(library, photo, surroundings) {
    this.library = library;
    this.photo = photo;
    this.surroundings = surroundings;
    this.images = new ViewerImages(library);
    this.pswp = new PhotoSwipe({
      index: positionOf(library, photo),
      bgOpacity: 1,
      loop: false,
      trapFocus: false,
      returnFocus: false,
      escKey: false,
      arrowKeys: false,
      arrowPrev: false,
      arrowNext: false,
      close: false,
      zoom: false,
      counter: false,
      wheelToZoom: true,
      imageClickAction: "zoom",
      bgClickAction: "close",
      tapAction: () => surroundings.tap(),
      doubleTapAction: "zoom",
      secondaryZoomLevel: ({ fit }) => fit * CLOSER,
      maxZoomLevel: ({ fit }) => Math.max(1, fit * CLOSEST),
      paddingFn: () => surroundings.inset(),
      preload: [1, 2],
      showHideAnimationType: "zoom",
      showAnimationDuration: DURATION,
      hideAnimationDuration: DURATION,
      errorMsg: UNLOADABLE,
    });
    this.#listen();
  }

  get element() {
    return /** @type {HTMLElement} */ (this.pswp.element);
  }

  get position() {
    return this.pswp.currIndex;
  }

  get isZoomedIn() {
    const slide = this.pswp.currSlide;
    return Boolean(slide && slide.currZoomLevel > slide.zoomLevels.initial);
  }

  /** @param {boolean} isThere  whether the page shows this photo in the same place already */
  open(isThere) {
    if (isThere) this.pswp.options.showAnimationDuration = 0;
    this.pswp.init();
  }

  /** Also while it is still opening, when PhotoSwipe does not listen yet. */
  close() {
    if (this.pswp.opener.isOpening) this.pswp.on("openingAnimationEnd", () => this.pswp.close());
    else this.pswp.close();
  }

  /** @param {() => number} position  asked again once the months there are known */
  async go(position) {
    const place = placeAt(this.library, position());
    if (place && !place.month.isLoaded) await this.#load([place.month]);
    this.pswp.goTo(position());
  }

  /**
   * To the next photo by itself.
   * @returns {"moved" | "wait" | "end"}
   */
  step() {
    const { pswp } = this;
    const next = this.position + 1;
    if (next >= this.library.count) return "end";
    const content = pswp.contentLoader.getContentByIndex(next);
    if (!photoAt(this.library, next) || content?.isLoading()) return "wait";
    pswp.next();
    if (!still.matches) pswp.currSlide?.container.animate({ opacity: [0, 1] }, CROSSFADE);
    return "moved";
  }

  /** Makes room for what has come or gone beside the photo. */
  fit() {
    this.pswp.updateSize(true);
  }

  /** After months were loaded, and photos came or went: all are in their places again, and the one in view stays. */
  follow() {
    if (this.pswp.isDestroying) return;
    if (!this.library.count) this.close();
    else if (this.#neighbours(this.#wanted()) === this.#seen) this.surroundings.moved();
    else this.#seat(this.#wanted());
  }

  #listen() {
    const { pswp, library, images, surroundings } = this;
    pswp.addFilter("numItems", () => library.count);
    pswp.addFilter("itemData", (_, index) => {
      const photo = photoAt(library, index);
      return photo ? images.slide(photo, surroundings.thumbnailOf(photo)) : { html: "" };
    });
    pswp.addFilter("placeholderSrc", (_, { data }) => data.msrc ?? false);
    pswp.addFilter("thumbEl", (_, { photo }) => (photo && surroundings.thumbnailOf(photo)) ?? undefined);
    pswp.on("slideLoad", ({ slide }) => {
      const placeholder = slide.getPlaceholderElement();
      if (placeholder) placeholder.style.backgroundColor = slide.data.photo?.colour ?? "";
    });
    pswp.on("loadComplete", ({ content, isError }) => (isError ? this.#mend(content) : this.#measure(content)));
    pswp.on("keydown", (event) => {
      if (!isPanning(event.originalEvent)) event.preventDefault();
    });
    pswp.on("change", () => this.#moved());
    pswp.on("close", () => surroundings.closing());
  }

  #moved() {
    const { position, library } = this;
    const here = photoAt(library, position);
    this.#beyond = here || !this.photo ? 0 : position - positionOf(library, this.photo);
    this.photo = here ?? this.photo;
    this.#place = placeAt(this.library, position);
    this.#seen = this.#neighbours(position);
    this.surroundings.moved();
    this.#load(monthsAround(this.library, position));
  }

  /** @param {import("../library/library.js").Month[]} months */
  async #load(months) {
    try {
      if (months.length) await this.library.load(months);
    } catch (error) {
      this.surroundings.failed(/** @type {Error} */ (error));
    }
  }

  /** Where the photo in view is by now; the next one's place if it is gone. */
  #wanted() {
    const { library, photo } = this;
    const known = photo ? positionOf(library, photo) : -1;
    if (known >= 0) return Math.min(Math.max(known + this.#beyond, 0), library.count - 1);
    const first = this.#place ? firstOf(library, this.#place.month) : -1;
    return Math.min(first < 0 ? this.position : first + (this.#place?.index ?? 0), library.count - 1);
  }

  /** @param {number} position */
  #neighbours(position) {
    return JSON.stringify([position, ...NEIGHBOURS.map((step) => photoAt(this.library, position + step)?.name ?? "")]);
  }

  /**
   * PhotoSwipe knows its slides by their numbers; those have changed.
   * @param {number} position
   */
  #seat(position) {
    const { contentLoader, currSlide, mainScroll, opener } = this.pswp;
    const isSame = currSlide?.data.photo?.name === photoAt(this.library, position)?.name;
    if (isSame && currSlide) contentLoader.removeByIndex(currSlide.index);
    contentLoader.destroy();
    if (isSame && currSlide) {
      currSlide.index = currSlide.content.index = position;
      contentLoader.addToCache(currSlide.content);
    }
    this.pswp.potentialIndex += position - this.pswp.currIndex;
    this.pswp.currIndex = position;
    mainScroll.itemHolders.forEach((holder, number) => {
      const isCurrent = number === 1;
      if (isCurrent ? !isSame : opener.isOpen) this.pswp.setContent(holder, position + number - 1, true);
    });
    if (opener.isOpen) contentLoader.updateLazy();
    this.pswp.dispatch("change");
  }

  /** @param {Content} content */
  async #mend({ data, index }) {
    if (data.photo && (await this.images.mend(data.photo, data.src ?? ""))) this.#refresh(data.photo, index);
  }

  /** @param {Content} content */
  #measure({ data, index, element }) {
    if (!(element instanceof HTMLImageElement) || !data.photo) return;
    if (this.images.measure(data.photo, element)) this.#refresh(data.photo, index);
  }

  /**
   * @param {Photo} photo
   * @param {number} index
   */
  #refresh(photo, index) {
    if (!this.pswp.isDestroying && photoAt(this.library, index)?.name === photo.name)
      this.pswp.refreshSlideContent(index);
  }
}

/** @param {KeyboardEvent} event  what PhotoSwipe's own keys are left for: moving an enlarged photo up and down */
function isPanning({ key, target }) {
  const isHere = target instanceof Element && target.closest(".pswp") && !target.closest(".facts");
  return isHere && (key === "ArrowUp" || key === "ArrowDown");
}
