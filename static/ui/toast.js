/** Messages at the bottom of the page: what was done, with the way back, or what went wrong. */

import { element } from "./elements.js";
import { styled } from "./styles.js";

/**
 * @typedef {{
 *   action?: string, onAction?: () => void, href?: string, seconds?: number, isError?: boolean, isSilent?: boolean,
 * }} Options  with `href` the action is a link, which opens beside this page so that nothing here is lost;
 *   what is silent is seen, but not spoken
 * @typedef {{update: (text: string) => void, close: () => void}} Notice
 */

const voice = element("p", { className: "unseen", role: "status" });
const alarm = element("p", { className: "unseen", role: "alert" });
const list = element("ol");
const place = element("section", { className: "notices", ariaLabel: "Messages" }, list, voice, alarm);

/** The latest that can be undone is the last. @type {{undo: () => void}[]} */
const undoable = [];

addEventListener("keydown", (event) => {
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z";
  if (!isUndo || (event.target instanceof Element && event.target.matches("input:not([type=checkbox]), textarea")))
    return;
  const last = undoable.at(-1);
  if (!last) return;
  event.preventDefault();
  last.undo();
});

styled("ui/toast.css");
document.body.append(place);

/**
 * Shows a message for some seconds; for longer while somebody is at it (WCAG 2.2.1).
 * @param {string} text
 * @param {Options} [options]
 * @returns {Notice}
 */
export function say(text, { action, onAction, href, seconds = 10, isError = false, isSilent = false } = {}) {
  const words = element("span", {}, text);
  const item = element("li", { className: isError ? "bad" : "" }, words);
  let timer = 0;
  const entry = { undo: () => (close(), onAction?.()) };
  const wait = () => {
    clearTimeout(timer);
    if (seconds !== Infinity) timer = setTimeout(close, seconds * 1000);
  };
  const stay = () => clearTimeout(timer);
  function close() {
    stay();
    if (undoable.includes(entry)) undoable.splice(undoable.indexOf(entry), 1);
    item.remove();
  }
  if (action && href) item.append(element("a", { href, target: "_blank", className: "button" }, action));
  if (action && onAction) {
    item.append(element("button", { type: "button", onclick: entry.undo }, action));
    if (!isError) undoable.push(entry);
  }
  item.append(
    element("button", { type: "button", className: "close", ariaLabel: "Close message", onclick: close }, "×"),
  );
  for (const type of ["pointerenter", "focusin"]) item.addEventListener(type, stay);
  for (const type of ["pointerleave", "focusout"]) {
    item.addEventListener(type, () => item.matches(":hover, :focus-within") || wait());
  }
  list.append(item);
  // Emptied first, so that the same words are spoken again.
  const live = isError ? alarm : voice;
  live.textContent = "";
  if (!isSilent)
    requestAnimationFrame(() => (live.textContent = undoable.includes(entry) ? `${text} ${action}: Ctrl+Z` : text));
  wait();
  return { update: (other) => (words.textContent = other), close };
}
