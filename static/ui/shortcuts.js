/** `?` lists the keyboard shortcuts, and `/` searches, on every page. */

/** @type {HTMLInputElement | null} */
const search = document.querySelector(".search input");

addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, target } = event;
  const isTyping = target instanceof Element && target.matches("input:not([type=checkbox]), textarea, select");
  if (ctrlKey || metaKey || isTyping) return;
  if (key === "?") import("./shortcuts_dialog.js").then(({ showShortcuts }) => showShortcuts());
  if (key !== "/" || !search || document.querySelector("dialog[open], [role=dialog]")) return;
  event.preventDefault();
  search.select();
});
search?.addEventListener("focus", ({ relatedTarget }) =>
  import("./search.js").then((one) => one.enter(search, relatedTarget)),
);
