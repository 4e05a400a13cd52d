/** Links of shares, on a page or in a dialog: copy, send with the device's own menu, print the QR code. */

import { COPIED, NOT_COPIED } from "../text/shares.js";
import { element } from "../ui/elements.js";
import { showToast } from "../ui/toast.js";

/** @param {ParentNode} root */
export function enhanceShareLinks(root) {
  for (const field of root.querySelectorAll(".link-field")) enhanceLink(field);
  for (const button of root.querySelectorAll("button.print")) button.addEventListener("click", () => print());
}

/** @param {Element} field */
function enhanceLink(field) {
  const input = field.querySelector("input");
  const [copy, send] = field.querySelectorAll("button");
  if (!input) return;
  // The browser knows best how it reached the gallery.
  const url = new URL(input.dataset.path ?? "", location.origin).href;
  input.value = url;
  input.addEventListener("focus", () => input.select());
  const status = element("p", { className: "copied hint", role: "status" });
  field.append(status);
  copy.addEventListener("click", async () => report((await copyText(input)) ? COPIED : NOT_COPIED, status));
  send.hidden = !navigator.share;
  // People may close the menu, which is an error too.
  send.addEventListener("click", () => navigator.share({ url }).catch(() => undefined));
}

/**
 * @param {HTMLInputElement} input
 * @returns {Promise<boolean>} whether it was copied; otherwise it's selected
 */
async function copyText(input) {
  try {
    await navigator.clipboard.writeText(input.value);
    return true;
  } catch {
    // Browsers have no clipboard for pages on plain http, except on the same machine.
    input.select();
    return document.execCommand("copy");
  }
}

/**
 * @param {string} text
 * @param {HTMLElement} status
 */
function report(text, status) {
  // A toast would be behind the dialog.
  if (status.closest("dialog")) status.textContent = text;
  else showToast(text);
}
