/** Plays the video of a live photo over the photo, without sound. Loaded with the first one. */

import { videoUrl } from "../library/photo.js";
import { LIVE, PLAY_LIVE } from "../text/viewer.js";
import { element } from "../ui/elements.js";
import { canPlay } from "./videos.js";

/**
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("../vendor/photoswipe/photoswipe.esm.min.js").default} PhotoSwipe
 */

/** Milliseconds that a finger rests on the photo before it plays. */
const HOLD = 350;

/** CSS pixels that it may move meanwhile. */
const MAX_DRIFT = 10;

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

export class LivePhoto {
  #button = element("button", { type: "button", className: "live", ariaLabel: PLAY_LIVE, title: PLAY_LIVE }, LIVE);
  /** @type {Photo | undefined} */
  #photo;
  /** @type {HTMLVideoElement | undefined} */
  #video;
  #timer = 0;
  #isHeld = false;

  /**
   * @param {PhotoSwipe} pswp
   * @param {HTMLElement} root
   */
  constructor(pswp, root) {
    this.pswp = pswp;
    this.#button.addEventListener("click", () => this.#play());
    this.#button.addEventListener("pointerenter", (event) => isMouse(event) && !reducedMotion.matches && this.#play());
    this.#button.addEventListener("pointerleave", (event) => isMouse(event) && this.#stop());
    root.querySelector(".controls")?.append(this.#button);
    this.#listenToTouch(root);
    pswp.on("tapAction", (event) => this.#isHeld && event.preventDefault());
    pswp.on("destroy", () => this.#button.remove());
  }

  /** @param {Photo} photo  the one that's shown now */
  show(photo) {
    if (photo.name !== this.#photo?.name) this.#stop();
    this.#photo = photo;
    this.#button.hidden = !photo.live || !canPlay(photo.live.codecs);
  }

  /** @param {HTMLElement} root */
  #listenToTouch(root) {
    let start = { x: 0, y: 0 };
    root.addEventListener("pointerdown", (event) => {
      clearTimeout(this.#timer);
      this.#isHeld = false;
      const isOnPhoto = event.target instanceof Element && event.target.closest(".pswp__scroll-wrap");
      if (event.pointerType !== "touch" || !event.isPrimary || !isOnPhoto || this.#button.hidden) return;
      start = { x: event.clientX, y: event.clientY };
      this.#timer = setTimeout(() => ((this.#isHeld = true), this.#play()), HOLD);
    });
    root.addEventListener("pointermove", ({ clientX, clientY }) => {
      if (Math.hypot(clientX - start.x, clientY - start.y) > MAX_DRIFT) clearTimeout(this.#timer);
    });
    for (const type of /** @type {const} */ (["pointerup", "pointercancel"]))
      root.addEventListener(type, () => {
        clearTimeout(this.#timer);
        if (this.#isHeld) this.#stop();
      });
  }

  #play() {
    const image = this.pswp.currSlide?.content.element;
    if (this.#video || !this.#photo?.live || !(image instanceof HTMLImageElement)) return;
    const video = element("video", { className: "live-video", muted: true, playsInline: true, ariaHidden: "true" });
    this.#video = video;
    video.style.width = image.style.width;
    video.style.height = image.style.height;
    // Until it plays, the photo stays visible.
    video.addEventListener("playing", () => video.classList.add("playing"));
    video.addEventListener("ended", () => this.#stop());
    video.addEventListener("error", () => this.#stop());
    video.src = videoUrl(this.#photo);
    image.after(video);
    video.play().catch(() => undefined);
  }

  #stop() {
    const video = this.#video;
    if (!video) return;
    this.#video = undefined;
    video.remove();
    video.removeAttribute("src");
    video.load(); // ends the download
  }
}

/** @param {PointerEvent} event */
function isMouse({ pointerType }) {
  return pointerType === "mouse";
}
