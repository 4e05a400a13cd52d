/** A window over the page, with a heading and a way out; what had the focus gets it back. */

import { element } from "./elements.js";
import { styled } from "./styles.js";

let count = 0;

const isStyled = styled("ui/dialog.css");

/**
 * @param {string} title
 * @param {...Node} content
 * @returns {Promise<HTMLDialogElement>} open; it is gone once it is closed
 */
export async function openDialog(title, ...content) {
  await isStyled;
  const heading = element("h2", { id: `dialog-${++count}` }, title);
  const dialog = element("dialog");
  const close = element(
    "button",
    { type: "button", className: "close", ariaLabel: "Close", onclick: () => dialog.close() },
    "×",
  );
  dialog.append(element("header", {}, heading, close), ...content);
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  // What the keys do on the page behind, they do not do in here.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
