/** The menu: shows how much the gallery holds, on pages that don't know it yet. */

document
  .querySelector("#menu")
  ?.addEventListener("beforetoggle", () => import("../library/totals.js").then(({ showTotals }) => showTotals()), {
    once: true,
  });
