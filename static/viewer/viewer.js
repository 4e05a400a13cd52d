/** Shows one photo as large as the window, with actions. */

import { reveal } from "../grid/reveal.js";
import { SHARE } from "../library/caller.js";
import { loadStyles } from "../ui/styles.js";
import { ViewerAddress } from "./address.js";
import { ViewerControls } from "./controls.js";
import { ViewerDialog } from "./dialog.js";
import { ViewerIdle } from "./idle.js";
import { turnIntoGrid } from "./photo_page.js";
import { InfoPanel } from "./info_panel.js";
import { positionOf } from "./positions.js";
import { ViewerSlideshow } from "./slideshow.js";
import { ViewerStage } from "./stage.js";
import { zoomBy } from "./zoom.js";

/**
 * @typedef {import("../library/photo.js").Photo} Photo
 * @typedef {import("../library/library.js").Library} Library
 * @typedef {import("../grid/grid.js").Grid} Grid
 * @typedef {import("./controls.js").Actions} Actions
 */

const stylesLoaded = loadStyles("viewer/viewer.css");

export class Viewer {
  /** @type {ViewerStage | undefined} */
  #stage;
  /** For guests. @type {import("./arrivals.js").Arrivals | undefined} */
  #arrivals;
  /** @type {ViewerDialog | undefined} */
  #dialog;
  /** @type {ViewerIdle | undefined} */
  #idle;
  /** Loaded with the first live photo. @type {Promise<import("./live_photo.js").LivePhoto> | undefined} */
  #live;
  /** Deleted in the viewer, to show again on undo. @type {Photo | undefined} */
  #deleted;

  /**
   * @param {Library} library
   * @param {Grid} grid
   * @param {boolean} isOwner
   */
  constructor(library, grid, isOwner) {
    this.library = library;
    this.grid = grid;
    this.address = new ViewerAddress(library, () => this.#stage?.close());
    this.actions = this.#createActions();
    this.panel = new InfoPanel(
      isOwner,
      this.actions,
      async (photo, changes) => (await import("../library/edits.js")).changePhotos([photo], changes, library),
      async (photo, album) => (await import("../library/tagging.js")).untagPhotos([photo], album, library),
    );
    this.controls = new ViewerControls(this.actions, isOwner);
    this.slideshow = new ViewerSlideshow(
      () => this.#advance(),
      (isRunning) => this.controls.showSlideshow(isRunning),
    );
    library.addEventListener("change", () => this.#follow());
    if (SHARE) import("./arrivals.js").then(({ Arrivals }) => (this.#arrivals = new Arrivals(library)));
  }

  /**
   * @param {Photo} photo
   * @param {HTMLAnchorElement} [link]  whose thumbnail it opens from
   */
  async open(photo, link) {
    await stylesLoaded;
    this.#stage?.pswp.destroy();
    this.#deleted = this.#live = undefined;
    this.#stage = new ViewerStage(this.library, photo, {
      thumbnailOf: (one) => (one === photo && link ? link : this.grid.linkOf(one))?.querySelector("img"),
      inset: () => this.panel.inset,
      onTap: () => this.#idle?.toggle(),
      onMove: () => this.#update(),
      onClose: () => this.#handleClose(),
      onError: ({ message }) => showError(message),
    });
    this.address.enter(photo);
    const isFirstPage = document.body.classList.contains("viewing");
    this.#stage.open(isFirstPage);
    this.#enter(this.#stage);
    if (isFirstPage) turnIntoGrid(this.library);
  }

  /**
   * Open a photo again after Back or Forward.
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
    root.classList.toggle("with-info", this.panel.isOpen);
    pswp.on("zoomPanUpdate", () => this.controls.showZoom(stage.isZoomedIn));
    pswp.events.add(document, "keydown", (event) => this.#press(/** @type {KeyboardEvent} */ (event)), false);
    for (const type of ["pointerdown", "wheel"]) {
      root.addEventListener(type, ({ target }) => this.#interrupt(target), { passive: true });
    }
    this.#update();
  }

  #advance() {
    if (!this.#stage) return "end";
    return this.#arrivals ? this.#arrivals.step(this.#stage) : this.#stage.step();
  }

  #update() {
    const { photo, position = 0, element: root } = this.#stage ?? {};
    if (!photo || !this.#dialog) return;
    root?.classList.toggle("with-video", photo.kind === "video");
    this.#dialog.setLabel(photo.file);
    this.address.follow(photo);
    this.controls.show(photo, position, this.library);
    this.controls.showZoom(false);
    this.panel.show(photo);
    this.#showLive();
  }

  async #showLive() {
    const stage = this.#stage;
    if (!stage || !(stage.photo?.live || this.#live)) return;
    this.#live ??= import("./live_photo.js").then(({ LivePhoto }) => new LivePhoto(stage.pswp, stage.element));
    const live = await this.#live;
    if (stage === this.#stage && stage.photo) live.show(stage.photo);
  }

  #follow() {
    const stage = this.#stage;
    const deleted = this.#deleted;
    if (!stage) return;
    const isRestored = deleted && stage.photo !== deleted && positionOf(this.library, deleted) >= 0;
    stage.follow();
    if (!isRestored) return;
    this.#deleted = undefined;
    stage.go(() => positionOf(this.library, deleted));
  }

  #handleClose() {
    const photo = this.#stage?.photo;
    this.slideshow.stop();
    this.#idle?.end();
    this.#dialog?.leave();
    this.#dialog = this.#stage = this.#live = undefined;
    this.address.leave(photo);
    if (photo) reveal(this.grid, photo);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const isHere = event.target === document.body || this.#stage?.element.contains(/** @type {Node} */ (event.target));
    const action = isHere && this.controls.actionOf(event);
    if (!action) return;
    if (action !== "slideshow") this.slideshow.stop();
    event.preventDefault();
    this.actions[action]();
  }

  /** @param {EventTarget | null} target */
  #interrupt(target) {
    if (!(target instanceof Element && target.closest(".slideshow"))) this.slideshow.stop();
  }

  /** @returns {Actions} */
  #createActions() {
    return {
      close: () => this.#stage?.close(),
      newer: () => this.#stage?.pswp.prev(),
      older: () => this.#stage?.pswp.next(),
      newest: () => this.#stage?.go(() => 0),
      oldest: () => this.#stage?.go(() => this.library.count - 1),
      zoom: () => this.#stage?.pswp.toggleZoom(),
      zoomIn: () => this.#stage && zoomBy(this.#stage.pswp, 1),
      zoomOut: () => this.#stage && zoomBy(this.#stage.pswp, -1),
      information: () => this.#toggleInfo(),
      slideshow: () => this.slideshow.toggle(),
      play: () => this.#stage?.videos.toggle(),
      mute: () => this.#stage?.videos.toggleSound(),
      download: () => this.controls.download(),
      share: () => this.#share(),
      album: () => this.#addToAlbum(),
      showInAlbum: () => this.#showInAlbum(),
      cover: () => this.#useAsCover(),
      caption: () => this.#edit("editCaption"),
      tags: () => this.#edit("editTags"),
      favorite: () => this.#toggleFavorite(),
      date: () => this.#editDate(),
      rotateRight: () => this.#rotate("rotateRight"),
      rotateLeft: () => this.#rotate("rotateLeft"),
      delete: () => this.#delete(),
    };
  }

  #toggleInfo() {
    this.panel.toggle();
    this.controls.showInformation(this.panel.isOpen);
    this.#stage?.element.classList.toggle("with-info", this.panel.isOpen);
    this.#stage?.fit();
  }

  async #addToAlbum() {
    const photo = this.#stage?.photo;
    if (!photo) return;
    const { addToAlbum } = await import("../library/album_dialog.js");
    await addToAlbum([photo], this.library);
  }

  async #share() {
    const photo = this.#stage?.photo;
    if (photo) (await import("../library/share_dialog.js")).sharePhotos([photo]);
  }

  async #showInAlbum() {
    const photo = this.#stage?.photo;
    if (photo) (await import("../library/album_dialog.js")).showInAlbum([photo], this.library);
  }

  async #useAsCover() {
    const photo = this.#stage?.photo;
    if (!photo?.album) return;
    const { useAsCover } = await import("../library/album_cover.js");
    await useAsCover(photo);
  }

  /** @param {"editCaption" | "editTags"} dialog */
  async #edit(dialog) {
    const photo = this.#stage?.photo;
    if (photo) (await import("../library/annotations_dialog.js"))[dialog]([photo], this.library);
  }

  async #toggleFavorite() {
    const photo = this.#stage?.photo;
    if (photo) (await import("../library/edits.js")).toggleFavorites([photo], this.library);
  }

  async #editDate() {
    const photo = this.#stage?.photo;
    if (photo) (await import("../library/date_dialog.js")).editDate([photo], this.library);
  }

  /** @param {"rotateLeft" | "rotateRight"} direction */
  async #rotate(direction) {
    const photo = this.#stage?.photo;
    if (photo) (await import("../library/rotate.js"))[direction]([photo], this.library);
  }

  async #delete() {
    const photo = this.#stage?.photo;
    if (!photo) return;
    const { deletePhotos } = await import("../library/actions.js");
    this.#deleted = photo;
    await deletePhotos([photo], this.library);
  }
}

/** @param {string} text */
async function showError(text) {
  const { showToast } = await import("../ui/toast.js");
  showToast(text, { isError: true });
}
