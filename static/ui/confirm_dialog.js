import { CANCEL } from "../text/dialogs.js";
import { openDialog } from "./dialog.js";
import { element } from "./elements.js";

/**
 * Ask once before something that can't be undone.
 * @param {string} title  a question
 * @param {string} text
 * @param {string} action  label of the button
 * @returns {Promise<boolean>}
 */
export async function confirm(title, text, action) {
  const description = element("p", { id: "dialog-text" }, text);
  const cancel = element("button", { type: "button", autofocus: true }, CANCEL);
  const proceed = element("button", { type: "button", className: "danger" }, action);
  const dialog = await openDialog(title, description, element("div", { className: "buttons" }, cancel, proceed));
  dialog.setAttribute("aria-describedby", description.id);
  cancel.onclick = () => dialog.close();
  proceed.onclick = () => dialog.close(action);
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === action)));
}
