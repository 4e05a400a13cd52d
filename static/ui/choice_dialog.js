import { openDialog } from "./dialog.js";
import { element } from "./elements.js";

/**
 * Let people choose one of a few actions.
 * @param {string} title
 * @param {...string} actions  labels of the buttons
 * @returns {Promise<string>} the chosen label, or ""
 */
export function choose(title, ...actions) {
  return chooseWith(title, [], ...actions);
}

/**
 * Let people choose, after an explanation.
 * @param {string} title
 * @param {string[]} paragraphs
 * @param {...string} actions  labels of the buttons
 * @returns {Promise<string>} the chosen label, or ""
 */
export async function chooseWith(title, paragraphs, ...actions) {
  const buttons = actions.map((action) => element("button", { type: "button" }, action));
  const lines = paragraphs.map((line) => element("p", {}, line));
  const dialog = await openDialog(title, ...lines, element("div", { className: "buttons" }, ...buttons));
  for (const button of buttons) button.onclick = () => dialog.close(button.textContent);
  buttons[0].focus();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue)));
}
