/** One overlay while files are dragged over the page, wherever they are. */

import { element } from "../ui/elements.js";
import { styled } from "../ui/styles.js";

/** The browser asks at least every 550 ms (HTML 6.11.5) while something is dragged over the page. */
const SILENCE = 1000;
/** Safari also says that the page was left where only another part of it was entered; then a `dragover` follows. */
const LEFT = 100;

/**
 * @param {(event: DragEvent) => boolean} isForUs
 * @param {() => string} album
 * @param {boolean} isOver  whether files are over the page already
 */
export function watchDrops(isForUs, album, isOver) {
  const hint = element("span");
  const overlay = element(
    "div",
    { className: "drop", hidden: true, ariaHidden: "true" },
    element("p", {}, "Drop to add", hint),
  );
  let timer = 0;
  const hide = () => void (overlay.hidden = true);
  const hideIn = (/** @type {number} */ time) => {
    clearTimeout(timer);
    timer = setTimeout(hide, time);
  };
  const show = () => {
    if (overlay.hidden) hint.textContent = album() ? `to the album “${album()}”` : "photos and folders, filed by date";
    overlay.hidden = false;
    hideIn(SILENCE);
  };

  styled("upload/drop.css").then(() => document.body.append(overlay));
  for (const name of /** @type {const} */ (["dragenter", "dragover"])) {
    addEventListener(name, (event) => {
      if (!isForUs(event) || !event.dataTransfer) return;
      event.dataTransfer.dropEffect = "copy";
      show();
    });
  }
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) hideIn(LEFT);
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  addEventListener("drop", hide);
  if (isOver) show();
}
