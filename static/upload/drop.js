/** The overlay while files are dragged over the page. */

import { DROP_TO_ADD, DROP_TO_TIMELINE, dropToAlbum } from "../text/upload.js";
import { element } from "../ui/elements.js";
import { loadStyles } from "../ui/styles.js";

/** Milliseconds. During a drag, `dragover` fires at least every 550 ms (HTML 6.11.5). */
const TIMEOUT = 1000;
/** Milliseconds. Safari also fires `dragleave` between parts of the page, but then `dragover` follows. */
const LEAVE = 100;

/**
 * @param {(event: DragEvent) => boolean} hasFiles
 * @param {() => string} album
 * @param {boolean} isOver  whether a drag has already started
 */
export function watchDrops(hasFiles, album, isOver) {
  const hint = element("span");
  const overlay = element(
    "div",
    { className: "drop", hidden: true, ariaHidden: "true" },
    element("p", {}, DROP_TO_ADD, hint),
  );
  let timer = 0;
  const hide = () => void (overlay.hidden = true);
  const hideIn = (/** @type {number} */ time) => {
    clearTimeout(timer);
    timer = setTimeout(hide, time);
  };
  const show = () => {
    if (overlay.hidden) hint.textContent = album() ? dropToAlbum(album()) : DROP_TO_TIMELINE;
    overlay.hidden = false;
    hideIn(TIMEOUT);
  };

  loadStyles("upload/drop.css").then(() => document.body.append(overlay));
  for (const name of /** @type {const} */ (["dragenter", "dragover"])) {
    addEventListener(name, (event) => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.dataTransfer.dropEffect = "copy";
      show();
    });
  }
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) hideIn(LEAVE);
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  addEventListener("drop", hide);
  if (isOver) show();
}
