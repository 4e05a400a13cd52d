/** The form with which guests add photos: one button instead of the browser's fields, and a name that's remembered. */

import { element } from "../ui/elements.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector(".upload form"));
const name = /** @type {HTMLInputElement} */ (form.elements.namedItem("guest"));
const submit = /** @type {HTMLButtonElement} */ (form.querySelector("button[type=submit]"));

form.classList.add("scripts");
submit.before(element("button", { type: "button", className: "add" }, submit.dataset.beside ?? ""));
// Enter in the name's field would send the form without photos.
form.addEventListener("submit", (event) => event.preventDefault());
name.addEventListener("change", () => remember(name.value));
name.value ||= remembered();

/** Browsers that block storage throw. @param {string} guest */
function remember(guest) {
  try {
    localStorage.guest = guest;
  } catch {
    // It's typed again next time.
  }
}

function remembered() {
  try {
    return localStorage.guest ?? "";
  } catch {
    return "";
  }
}
