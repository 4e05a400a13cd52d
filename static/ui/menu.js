/** The menu: shows how much the gallery holds whenever it opens. Pages that know it when they load need this only later. */

document.querySelector("#menu")?.addEventListener("beforetoggle", (event) => {
  if (/** @type {ToggleEvent} */ (event).newState !== "open") return;
  // Without a connection, the menu does without.
  import("../library/totals.js").then(
    ({ showTotals }) => showTotals(),
    () => {},
  );
});
