/** One photo, as large as the window, and what can be done with it. */

import { reveal } from "../grid/reveal.js";
import { styled } from "../ui/styles.js";
import { ViewerAddress } from "./address.js";
import { ViewerControls } from "./controls.js";
import { ViewerDialog } from "./dialog.js";
import { ViewerIdle } from "./idle.js";
import { becomeGrid } from "./photo_page.js";
import { ViewerPanel } from "./info_panel.js";
import { positionOf } from "./positions.js";
import { ViewerSlideshow } from "./slideshow.js";
import { ViewerStage } from "./stage.js";

/**
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("../grid/grid.js").Grid} Grid
 * @typedef {import("./controls.js").Acts} Acts
 */

const isStyled = styled("viewer/viewer.css");

/** Opens photos, one at a time. */
export class Viewer {
  /** @type {ViewerStage | undefined} */
  #stage;
  /** @type {ViewerDialog | undefined} */
  #dialog;
  /** @type {ViewerIdle | undefined} */
  #idle;
  /** Deleted here, to be shown again if that is taken back. @type {Photo | undefined} */
  #discarded;

  /**
   * @param {Library} library
   * @param {Grid} grid
   * @param {{isOwner: boolean}} caller
   */
  constructor(library, grid, { isOwner }) {
    this.library = library;
    this.grid = grid;
    this.address = new ViewerAddress(library, () => this.#stage?.close());
    this.panel = new ViewerPanel(isOwner);
    this.acts = this.#acts();
    this.controls = new ViewerControls(this.acts, isOwner);
    this.slideshow = new ViewerSlideshow(
      () => this.#stage?.step() ?? "end",
      (isRunning) => this.controls.showSlideshow(isRunning),
    );
    library.addEventListener("change", () => this.#follow());
  }

  /**
   * @param {Photo} photo
   * @param {{from?: HTMLAnchorElement}} [place]  what it grows out of
   */
  async open(photo, { from } = {}) {
    await isStyled;
    this.#stage?.pswp.destroy();
    this.#discarded = undefined;
    this.#stage = new ViewerStage(this.library, photo, {
      thumbnailOf: (one) => (one === photo && from ? from : this.grid.linkOf(one))?.querySelector("img"),
      inset: () => this.panel.inset,
      tap: () => this.#idle?.toggle(),
      moved: () => this.#moved(),
      closing: () => this.#leave(),
      failed: ({ message }) => say(message),
    });
    this.address.enter(photo);
    const isFirstPage = document.body.classList.contains("viewing");
    this.#stage.open(isFirstPage);
    this.#enter(this.#stage);
    if (isFirstPage) becomeGrid(this.library);
  }

  /**
   * Opens the photo of an address that the browser came back to.
   * @param {string} name
   */
  restore(name) {
    const photo = this.library.photoNamed(name);
    if (photo) this.open(photo);
    else location.reload();
  }

  /** @param {ViewerStage} stage */
  #enter(stage) {
    const { element: root, pswp } = stage;
    this.#dialog = new ViewerDialog(root, [...this.controls.elements, this.panel.element]);
    this.#idle = new ViewerIdle(root);
    root.classList.toggle("informed", this.panel.isOpen);
    pswp.on("zoomPanUpdate", () => this.controls.showZoom(stage.isZoomedIn));
    pswp.events.add(document, "keydown", (event) => this.#press(/** @type {KeyboardEvent} */ (event)), false);
    for (const type of ["pointerdown", "wheel"]) {
      root.addEventListener(type, ({ target }) => this.#interrupt(target), { passive: true });
    }
    this.#moved();
  }

  #moved() {
    const { photo, position = 0 } = this.#stage ?? {};
    if (!photo || !this.#dialog) return;
    this.#dialog.name(photo.file);
    this.address.follow(photo);
    this.controls.show(photo, position, this.library.count);
    this.controls.showZoom(false);
    this.panel.show(photo);
  }

  #follow() {
    const stage = this.#stage;
    const discarded = this.#discarded;
    if (!stage) return;
    const isBack = discarded && stage.photo !== discarded && positionOf(this.library, discarded) >= 0;
    stage.follow();
    if (!isBack) return;
    this.#discarded = undefined;
    stage.go(() => positionOf(this.library, discarded));
  }

  #leave() {
    const photo = this.#stage?.photo;
    this.slideshow.stop();
    this.#idle?.end();
    this.#dialog?.leave();
    this.#dialog = this.#stage = undefined;
    this.address.leave(photo);
    if (photo) reveal(this.grid, photo);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const isHere = event.target === document.body || this.#stage?.element.contains(/** @type {Node} */ (event.target));
    const act = isHere && this.controls.actOf(event);
    if (!act) return;
    if (act !== "slideshow") this.slideshow.stop();
    event.preventDefault();
    this.acts[act]();
  }

  /** @param {EventTarget | null} target */
  #interrupt(target) {
    if (!(target instanceof Element && target.closest(".slideshow"))) this.slideshow.stop();
  }

  /** @returns {Acts} */
  #acts() {
    return {
      close: () => this.#stage?.close(),
      newer: () => this.#stage?.pswp.prev(),
      older: () => this.#stage?.pswp.next(),
      newest: () => this.#stage?.go(() => 0),
      oldest: () => this.#stage?.go(() => this.library.count - 1),
      zoom: () => this.#stage?.pswp.toggleZoom(),
      information: () => this.#inform(),
      slideshow: () => this.slideshow.toggle(),
      download: () => this.controls.download(),
      album: () => this.#file(),
      discard: () => this.#discard(),
    };
  }

  #inform() {
    this.panel.toggle();
    this.controls.showInformation(this.panel.isOpen);
    this.#stage?.element.classList.toggle("informed", this.panel.isOpen);
    this.#stage?.fit();
  }

  async #file() {
    const photo = this.#stage?.photo;
    if (!photo) return;
    const { chooseAlbum } = await import("../library/album_dialog.js");
    await chooseAlbum([photo], this.library);
  }

  async #discard() {
    const photo = this.#stage?.photo;
    if (!photo) return;
    const { discard } = await import("../library/actions.js");
    this.#discarded = photo;
    await discard([photo], this.library);
  }
}

/** @param {string} text  what went wrong */
async function say(text) {
  const notice = await import("../ui/toast.js");
  notice.say(text, { isError: true });
}
