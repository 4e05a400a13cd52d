/** Modal dialogs with a heading and a close button. */

import { CLOSE } from "../text/dialogs.js";
import { element } from "./elements.js";
import { loadStyles } from "./styles.js";

let count = 0;

const stylesLoaded = loadStyles("ui/dialog.css");

/**
 * Open a dialog, which is removed when closed.
 * @param {string} title
 * @param {...Node} content
 * @returns {Promise<HTMLDialogElement>}
 */
export async function openDialog(title, ...content) {
  await stylesLoaded;
  const heading = element("h2", { id: `dialog-${++count}` }, title);
  const dialog = element("dialog");
  const onclick = () => dialog.close();
  const close = element("button", { type: "button", className: "close", ariaLabel: CLOSE, onclick }, "×");
  dialog.append(element("header", {}, heading, close), ...content);
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  // Keys must not act on the page behind.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
