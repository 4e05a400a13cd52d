/** PhotoSwipe over the whole library, with three photos in the DOM. */

import PhotoSwipe from "../vendor/photoswipe/photoswipe.esm.min.js";

import { altText } from "../library/photo.js";
import { currentPhoto } from "../library/renames.js";
import { ViewerImages } from "./images.js";
import { locationAt, monthsAround, photoAt, positionOf, startOf } from "./positions.js";
import { Sharpening } from "./sharpening.js";
import { showUnloadable } from "./unloadable.js";
import { ViewerVideos } from "./videos.js";
import { zoomOptions } from "./zoom.js";

/**
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("./positions.js").Location} Location
 * @typedef {ReturnType<PhotoSwipe["getItemData"]>} SlideData
 * @typedef {ReturnType<PhotoSwipe["createContentFromData"]>} Content
 * @typedef {{top: number, bottom: number, left: number, right: number}} Inset  in CSS pixels
 * @typedef {{
 *   thumbnailOf: (photo: Photo) => HTMLImageElement | null | undefined, inset: () => Inset, onTap: () => void,
 *   onMove: () => void, onClose: () => void, onError: (error: Error) => void,
 * }} Callbacks
 */

/** Milliseconds. The sharp photo appears after the opening. */
const OPENING = 160;
const CLOSING = 220;
const CROSSFADE = 500;

/** CSS pixels: the height of the tools on phones. */
const TOOLS = 60;

/** Steps to photos that may be in the DOM or loading. */
const NEIGHBORS = [-2, -1, 0, 1, 2];

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

export class ViewerStage {
  /** The current photo, or the last one. @type {Photo | undefined} */
  photo;
  /** Steps from there to the current position while its month is loading. */
  #offset = 0;
  /** @type {Location | undefined} */
  #location;
  #shownNames = "";

  /**
   * @param {Library} library
   * @param {Photo} photo
   * @param {Callbacks} callbacks
   */
  constructor(library, photo, callbacks) {
    this.library = library;
    this.photo = photo;
    this.callbacks = callbacks;
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
      tapAction: () => callbacks.onTap(),
      doubleTapAction: "zoom",
      ...zoomOptions,
      paddingFn: (_, { type }) => makeRoom(callbacks.inset(), type === "video"),
      preload: [1, 2],
      showHideAnimationType: "zoom",
      showAnimationDuration: OPENING,
      hideAnimationDuration: CLOSING,
    });
    this.#listen();
    new Sharpening(this.pswp, this.images);
    showUnloadable(this.pswp);
    this.videos = new ViewerVideos(this.pswp);
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

  /** @param {boolean} isShown  whether the page already shows this photo */
  open(isShown) {
    if (isShown) this.pswp.options.showAnimationDuration = 0;
    this.pswp.init();
  }

  close() {
    this.#onceOpen(() => this.pswp.close());
  }

  /** @param {() => number} position  called again after months load */
  async go(position) {
    const location = locationAt(this.library, position());
    if (location && !location.month.isLoaded) await this.#load([location.month]);
    this.pswp.goTo(position());
  }

  /**
   * Advance the slideshow.
   * @returns {"moved" | "wait" | "end"}
   */
  step() {
    const { pswp } = this;
    const next = this.position + 1;
    if (this.videos.isPlaying) return "wait";
    if (next >= this.library.count) return "end";
    const content = pswp.contentLoader.getContentByIndex(next);
    if (!photoAt(this.library, next) || content?.isLoading()) return "wait";
    pswp.next();
    if (!reducedMotion.matches) pswp.currSlide?.container.animate({ opacity: [0, 1] }, CROSSFADE);
    return "moved";
  }

  /** Call after the inset changes. */
  fit() {
    this.#onceOpen(() => this.pswp.updateSize(true));
  }

  /** While PhotoSwipe is opening, it ignores most calls. @param {() => void} act */
  #onceOpen(act) {
    if (this.pswp.opener.isOpening) this.pswp.on("openingAnimationEnd", act);
    else act();
  }

  /** Adapt to changes in the library; the current photo stays. */
  follow() {
    if (this.pswp.isDestroying) return;
    this.photo = this.photo && currentPhoto(this.library, this.photo);
    if (!this.library.count) this.close();
    else if (this.#namesAround(this.#targetPosition()) === this.#shownNames) this.#update();
    else this.#renumber(this.#targetPosition());
  }

  /** Show what was edited. */
  #update() {
    this.photo = photoAt(this.library, this.position) ?? this.photo;
    const image = this.pswp.currSlide?.content.element;
    if (this.photo && image instanceof HTMLImageElement) image.alt = altText(this.photo);
    for (const step of NEIGHBORS) this.#replaceRotated(this.position + step);
    this.callbacks.onMove();
  }

  /** @param {number} index  of a slide that may show a former preview */
  #replaceRotated(index) {
    const photo = photoAt(this.library, index);
    const shown = this.pswp.contentLoader.getContentByIndex(index)?.data.photo;
    if (photo && shown && photo.version !== shown.version) this.#refresh(photo, index);
  }

  #listen() {
    const { pswp, library, images, callbacks } = this;
    pswp.addFilter("numItems", () => library.count);
    pswp.addFilter("itemData", (_, index) => {
      const photo = photoAt(library, index);
      return photo ? images.createSlide(photo, callbacks.thumbnailOf(photo)) : { html: "" };
    });
    pswp.addFilter("placeholderSrc", (_, { data }) => data.msrc ?? false);
    pswp.addFilter("thumbEl", (_, { photo }) => (photo && callbacks.thumbnailOf(photo)) ?? undefined);
    pswp.on("slideLoad", ({ slide }) => {
      const placeholder = slide.getPlaceholderElement();
      if (placeholder) placeholder.style.backgroundColor = slide.data.photo?.colour ?? "";
    });
    pswp.on("loadComplete", ({ content, isError }) => (isError ? this.#retry(content) : this.#measure(content)));
    pswp.on("keydown", (event) => {
      if (!isPanning(event.originalEvent)) event.preventDefault();
    });
    pswp.on("change", () => this.#handleMove());
    pswp.on("close", () => callbacks.onClose());
  }

  #handleMove() {
    const { position, library } = this;
    const here = photoAt(library, position);
    this.#offset = here || !this.photo ? 0 : position - positionOf(library, this.photo);
    this.photo = here ?? this.photo;
    this.#location = locationAt(this.library, position);
    this.#shownNames = this.#namesAround(position);
    this.callbacks.onMove();
    this.#load(monthsAround(this.library, position));
  }

  /** @param {import("../library/library.js").Month[]} months */
  async #load(months) {
    try {
      if (months.length) await this.library.load(months);
    } catch (error) {
      this.callbacks.onError(/** @type {Error} */ (error));
    }
  }

  /** The current photo's position, or that of the next photo if it's gone. */
  #targetPosition() {
    const { library, photo } = this;
    const found = photo ? positionOf(library, photo) : -1;
    if (found >= 0) return Math.min(Math.max(found + this.#offset, 0), library.count - 1);
    const first = this.#location ? startOf(library, this.#location.month) : -1;
    return Math.min(first < 0 ? this.position : first + (this.#location?.index ?? 0), library.count - 1);
  }

  /** @param {number} position */
  #namesAround(position) {
    return JSON.stringify([position, ...NEIGHBORS.map((step) => photoAt(this.library, position + step)?.name ?? "")]);
  }

  /**
   * PhotoSwipe identifies slides by number. Update them after positions change.
   * @param {number} position
   */
  #renumber(position) {
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
  async #retry({ data, index }) {
    if (data.photo && (await this.images.retry(data.photo, data.src ?? ""))) this.#refresh(data.photo, index);
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

/**
 * Keep a video above the tools, which are at the bottom on phones and would cover its controls.
 * @param {Inset} inset
 * @param {boolean} isVideo
 * @returns {Inset}
 */
function makeRoom(inset, isVideo) {
  return { ...inset, bottom: inset.bottom + (isVideo && !inset.bottom ? TOOLS : 0) };
}

/** @param {KeyboardEvent} event  Of PhotoSwipe's keys, only those that pan a zoomed photo are left. */
function isPanning({ key, target }) {
  const isHere = target instanceof Element && target.closest(".pswp") && !target.closest(".info");
  return isHere && (key === "ArrowUp" || key === "ArrowDown");
}
