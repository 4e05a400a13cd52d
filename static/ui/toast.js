/** Toasts: messages at the bottom of the page, with Undo where possible. */

import { CLOSE_MESSAGE, MESSAGES, SIGN_IN, UNDO_KEY } from "../text/dialogs.js";
import { element } from "./elements.js";
import { loadStyles } from "./styles.js";

/**
 * @typedef {{
 *   action?: string, onAction?: () => void, href?: string, seconds?: number, isError?: boolean, isSilent?: boolean,
 * }} Options  With `href`, the action is a link that opens a new tab, so that nothing here is lost. Screen readers
 *   don't announce silent toasts. With infinite `seconds`, only the action or the script closes it.
 * @typedef {{update: (text: string) => void, close: () => void}} Toast
 */

const status = element("p", { className: "visually-hidden", role: "status" });
const alert = element("p", { className: "visually-hidden", role: "alert" });
const list = element("ol");
const container = element("section", { className: "toasts", ariaLabel: MESSAGES }, list, status, alert);

/** In which Ctrl+Z has a meaning of its own. */
const TEXT_FIELDS = "input:not([type=checkbox], [type=radio]), textarea";

/** Latest last. @type {{undo: () => void}[]} */
const undoable = [];

addEventListener("keydown", (event) => {
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z";
  if (!isUndo || (event.target instanceof Element && event.target.matches(TEXT_FIELDS))) return;
  const last = undoable.at(-1);
  if (!last) return;
  event.preventDefault();
  last.undo();
});

loadStyles("ui/toast.css");

/**
 * Show a message for some seconds, or longer while people focus or hover over it (WCAG 2.2.1).
 * @param {string} text
 * @param {Options} [options]
 * @returns {Toast}
 */
export function showToast(text, { action, onAction, href, seconds = 10, isError = false, isSilent = false } = {}) {
  const message = element("span", {}, text);
  const item = element("li", { className: isError ? "error" : "" }, message);
  const isLasting = seconds === Infinity;
  let timer = 0;
  const entry = { undo: () => (close(), onAction?.()) };
  const startTimer = () => {
    clearTimeout(timer);
    if (!isLasting) timer = setTimeout(close, seconds * 1000);
  };
  const stopTimer = () => clearTimeout(timer);
  function close() {
    stopTimer();
    if (undoable.includes(entry)) undoable.splice(undoable.indexOf(entry), 1);
    item.remove();
  }
  if (action && href) item.append(element("a", { href, target: "_blank", className: "button" }, action));
  if (action && onAction) {
    item.append(element("button", { type: "button", onclick: entry.undo }, action));
    if (!isError && !isLasting) undoable.push(entry);
  }
  if (!isLasting || !action) {
    item.append(
      element("button", { type: "button", className: "close", ariaLabel: CLOSE_MESSAGE, onclick: close }, "×"),
    );
  }
  for (const type of ["pointerenter", "focusin"]) item.addEventListener(type, stopTimer);
  for (const type of ["pointerleave", "focusout"]) {
    item.addEventListener(type, () => item.matches(":hover, :focus-within") || startTimer());
  }
  if (!container.isConnected) document.body.append(container);
  list.append(item);
  // Cleared first, so that the same text is announced again.
  const liveRegion = isError ? alert : status;
  liveRegion.textContent = "";
  const announcement = undoable.includes(entry) ? `${text} ${action}: ${UNDO_KEY}` : text;
  if (!isSilent) requestAnimationFrame(() => (liveRegion.textContent = announcement));
  startTimer();
  return { update: (other) => (message.textContent = other), close };
}

/**
 * Show what failed and why, with a link to sign in if that's the reason.
 * @param {string} text  `3 photos couldn't be deleted.`
 * @param {{reason?: string, message?: string, status?: number}} failure  a rejected result or an error
 */
export function showFailure(text, { reason = "", message = reason, status }) {
  const signIn = status === 401 ? { action: SIGN_IN, href: "/sign-in" } : {};
  showToast(`${text} ${message}`, { isError: true, seconds: 30, ...signIn });
}
