/** Dialogs that ask for something to save. */

import { SAVE } from "../text/dialogs.js";
import { openDialog } from "./dialog.js";
import { element } from "./elements.js";

let isAsking = false;

/**
 * Show fields in a form, unless another one is still shown: a key may be pressed again before its dialog appears.
 * @param {string} title
 * @param {HTMLElement[]} fields
 * @param {string} [other]  label of another button, which needs no fields
 * @returns {Promise<"save" | "other" | "">} the chosen button, or "" if people close the dialog
 */
export async function ask(title, fields, other) {
  if (isAsking) return "";
  isAsking = true;
  const save = element("button", { className: "primary", value: "save" }, SAVE);
  const buttons = other ? [save, element("button", { value: "other", formNoValidate: true }, other)] : [save];
  const form = element("form", { method: "dialog" }, ...fields, element("div", { className: "buttons" }, ...buttons));
  const dialog = await openDialog(title, form);
  /** @type {"save" | "other" | ""} */
  let chosen = "";
  form.addEventListener("submit", ({ submitter }) => {
    chosen = submitter instanceof HTMLButtonElement && submitter !== save ? "other" : "save";
  });
  form.addEventListener("keydown", ({ key, ctrlKey, metaKey }) => {
    if (key === "Enter" && (ctrlKey || metaKey)) form.requestSubmit();
  });
  /** @type {HTMLElement | null} */ (form.querySelector("textarea, input"))?.focus();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => {
      isAsking = false;
      resolve(chosen);
    }),
  );
}
