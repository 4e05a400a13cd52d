/** The button that downloads an album. */

/** @type {HTMLButtonElement | null} */
const button = document.querySelector(".title .download");

button?.addEventListener("click", async () => {
  const { downloadAlbum } = await import("../library/downloads.js");
  downloadAlbum(JSON.parse(button.dataset.list ?? "{}"));
});
