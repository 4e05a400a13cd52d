/** Shares albums and photos: shows the server's page for that in a dialog, and then the new link. */

import { enhanceShareLinks } from "./share_links.js";
import { request } from "./requests.js";
import { NOT_SHARED } from "../text/shares.js";
import { openDialog } from "../ui/dialog.js";
import { element } from "../ui/elements.js";
import { loadStyles } from "../ui/styles.js";
import { showFailure } from "../ui/toast.js";

/** @typedef {import("./requests.js").RequestError} RequestError */

const stylesLoaded = loadStyles("pages/shares.css");

let isOpening = false;

/** @param {string} url  of the page that shares an album */
export function shareAlbum(url) {
  return openShareDialog(url);
}

/** @param {import("./photo.js").Photo[]} photos */
export function sharePhotos(photos) {
  const body = new URLSearchParams(photos.map(({ name }) => ["names", name]));
  return openShareDialog("/shares/new", { method: "POST", body });
}

/**
 * @param {string} url
 * @param {RequestInit} [options]
 */
async function openShareDialog(url, options) {
  if (isOpening || document.querySelector(".share-dialog")) return;
  isOpening = true;
  try {
    const [{ title, content }] = await Promise.all([fetchPage(url, options), stylesLoaded]);
    const dialog = await openDialog(title, content);
    dialog.classList.add("share-dialog");
    const form = /** @type {HTMLFormElement} */ (content.querySelector("form.share-form"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      create(form, content);
    });
    enhanceShareLinks(content);
  } catch (error) {
    showFailure("", /** @type {RequestError} */ (error));
  }
  isOpening = false;
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} content  of the dialog
 */
async function create(form, content) {
  const button = form.querySelector("[type=submit]");
  form.querySelector(".error")?.remove();
  button?.toggleAttribute("disabled", true);
  try {
    const { id } = await send(form);
    await showLink(id, content);
  } catch (error) {
    const { message } = /** @type {RequestError} */ (error);
    button?.before(element("p", { className: "error", role: "alert" }, `${NOT_SHARED} ${message}`));
    button?.toggleAttribute("disabled", false);
  }
}

/**
 * @param {HTMLFormElement} form
 * @returns {Promise<{id: string}>}
 */
async function send(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) body.append(name, String(value));
  const response = await request(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  return response.json();
}

/**
 * Show a share's link and QR code.
 * @param {string} id
 * @param {HTMLElement} content  of the dialog
 */
async function showLink(id, content) {
  const { content: page } = await fetchPage(`/shares/${id}`);
  const parts = [page.querySelector(".share-link"), page.querySelector(":scope > p:last-child")];
  content.replaceChildren(...parts.filter((part) => part !== null));
  enhanceShareLinks(content);
  content.querySelector("button")?.focus({ preventScroll: true });
  content.scrollTop = 0;
}

/**
 * @param {string} url  of a page
 * @param {RequestInit} [options]
 * @returns {Promise<{title: string, content: HTMLElement}>} its heading and what's below it
 */
async function fetchPage(url, options) {
  const response = await request(url, options);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const content = document.adoptNode(/** @type {HTMLElement} */ (page.querySelector(".share")));
  const heading = content.querySelector("h1");
  heading?.remove();
  return { title: heading?.textContent ?? "", content };
}
