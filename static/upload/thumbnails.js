/** Thumbnails of files, decoded one after the other outside the page's thread. */

/** Pixels: twice the size in panel.css, for sharp screens. */
const WIDTH = 80;

/** @type {Promise<void>} */
let last = Promise.resolve();

/**
 * Draw a file's thumbnail into the canvas, unless it has been removed by then or the browser can't decode the file.
 * @param {File} file
 * @param {HTMLCanvasElement} canvas
 */
export function drawThumbnail(file, canvas) {
  if (!file.type.startsWith("image/")) return;
  last = last.then(() => draw(file, canvas)).catch(() => {});
}

/**
 * @param {File} file
 * @param {HTMLCanvasElement} canvas
 */
async function draw(file, canvas) {
  if (!canvas.closest("#upload-rows")) return;
  const bitmap = await createImageBitmap(file, { resizeWidth: WIDTH, resizeQuality: "medium" });
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  // Chromium's `bitmaprenderer` ignores the EXIF orientation.
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
}
