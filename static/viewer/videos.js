/** Plays videos in the viewer, with the browser's own controls. */

import { CAN_DOWNLOAD } from "../library/caller.js";
import { downloadUrl, videoUrl } from "../library/photo.js";
import { DOWNLOAD, OFFLINE, TOO_LARGE_TO_PLAY, UNPLAYABLE } from "../text/viewer.js";
import { element } from "../ui/elements.js";

/**
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("./stage.js").Content} Content
 * @typedef {import("../vendor/photoswipe/photoswipe.esm.min.js").default} PhotoSwipe
 */

/** CSS pixels above the lower edge of a video, where its controls are. Dragging there doesn't move to the next photo. */
const CONTROLS = 72;

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

export class ViewerVideos {
  /** @type {HTMLVideoElement | undefined} */
  #current;

  /** @param {PhotoSwipe} pswp */
  constructor(pswp) {
    this.pswp = pswp;
    pswp.on("contentLoad", (event) => {
      if (event.content.type !== "video") return;
      event.preventDefault();
      this.#load(event.content);
    });
    pswp.on("contentActivate", ({ content }) => this.#start(content));
    // PhotoSwipe removes contents far from the new one without deactivating them.
    for (const event of /** @type {const} */ (["contentDeactivate", "contentRemove", "contentDestroy"])) {
      pswp.on(event, ({ content }) => this.#stop(content));
    }
    pswp.on("pointerDown", (event) => isOnControls(event.originalEvent) && event.preventDefault());
    pswp.addFilter("useContentPlaceholder", (isUsed, { type }) => isUsed || type === "video");
  }

  get isPlaying() {
    return Boolean(this.#current && !this.#current.paused && !this.#current.ended);
  }

  toggle() {
    if (this.isPlaying) this.#current?.pause();
    else play(this.#current);
  }

  toggleSound() {
    if (this.#current) this.#current.muted = !this.#current.muted;
  }

  /** @param {Content} content */
  #load(content) {
    const { photo, src: poster = "" } = content.data;
    if (!photo) return;
    const video = element("video", { controls: true, playsInline: true, preload: "none", poster, tabIndex: 0 });
    video.ariaLabel = photo.file;
    const problem = problemOf(photo, video);
    content.element = element("div", { className: "video" }, problem ? makeMessage(photo, poster, problem) : video);
    content.onLoaded();
    if (!problem) this.#listen(video, content, photo);
  }

  /**
   * @param {HTMLVideoElement} video
   * @param {Content} content
   * @param {Photo} photo
   */
  #listen(video, content, photo) {
    let position = 0;
    let isRetried = false;
    video.addEventListener("timeupdate", () => {
      if (video.currentTime <= position) return;
      position = video.currentTime;
      isRetried = false;
    });
    video.addEventListener("error", () => {
      if (!video.hasAttribute("src")) return;
      if (isRetried) return this.#showMessage(content, photo, navigator.onLine ? UNPLAYABLE : OFFLINE);
      isRetried = true; // The URL of the file in storage may have expired.
      video.src = videoUrl(photo);
      video.currentTime = position;
      play(video);
    });
  }

  /** @param {Content} content */
  #start(content) {
    const { photo } = content.data;
    const video = videoIn(content);
    if (!video || !photo) return;
    this.#current = video;
    video.src = videoUrl(photo);
    if (!reducedMotion.matches) play(video);
  }

  /** @param {Content} content */
  #stop(content) {
    const video = videoIn(content);
    if (!video?.hasAttribute("src")) return;
    if (video === this.#current) this.#current = undefined;
    video.pause();
    video.removeAttribute("src");
    video.load(); // ends the download
  }

  /**
   * @param {Content} content
   * @param {Photo} photo
   * @param {string} text
   */
  #showMessage(content, photo, text) {
    this.#stop(content);
    content.element?.replaceChildren(makeMessage(photo, content.data.src ?? "", text));
  }
}

/** @param {Content} content */
function videoIn({ type, element: root }) {
  return type === "video" ? root?.querySelector("video") : null;
}

/**
 * @param {Photo} photo
 * @param {HTMLVideoElement} video
 * @returns {string} why it can't be played here
 */
function problemOf({ playable, codecs }, video) {
  if (playable === false) return TOO_LARGE_TO_PLAY;
  return canPlay(codecs, video) ? "" : UNPLAYABLE;
}

/**
 * Return whether the browser plays the pictures of a video: those it can't play the sound of, it plays without.
 * @param {string | undefined} codecs  its media type
 */
export function canPlay(codecs, video = document.createElement("video")) {
  return !codecs || Boolean(video.canPlayType(codecs.replace(/,[^"]*/, "")));
}

/**
 * @param {Photo} photo
 * @param {string} src  of the poster
 * @param {string} text
 */
function makeMessage(photo, src, text) {
  const download = element("a", { href: downloadUrl(photo), download: "", className: "button" }, DOWNLOAD);
  return element(
    "div",
    { className: "unloadable" },
    element("img", { src, alt: "" }),
    element("p", { role: "alert" }, text),
    ...(CAN_DOWNLOAD ? [download] : []),
  );
}

/** @param {HTMLVideoElement | undefined} video */
function play(video) {
  // Browsers refuse to play sound before people have used the page.
  video?.play().catch(() => undefined);
}

/** @param {PointerEvent | MouseEvent} event */
function isOnControls({ target, clientY }) {
  return target instanceof HTMLVideoElement && clientY > target.getBoundingClientRect().bottom - CONTROLS;
}
