/** The button that downloads an album, or for guests everything that was shared. */

/** @type {HTMLButtonElement | null} */
const button = document.querySelector(".title .download");

button?.addEventListener("click", async () => {
  const { downloadAlbum } = await import("../library/downloads.js");
  const list = JSON.parse(button.dataset.list ?? "{}");
  downloadAlbum(list, button.dataset.name ?? list.album);
});
