/** Downloads originals one after the other. */

import { element } from "../ui/elements.js";
import { showFailure, showToast } from "../ui/toast.js";
import { downloadUrl } from "./photo.js";
import { request } from "./requests.js";

/** @typedef {import("./photo.js").Photo} Photo */

/** Milliseconds between downloads, because browsers drop those that start at the same time. */
const PAUSE = 600;

/** @param {Photo[]} photos */
export async function downloadPhotos(photos) {
  const toast = photos.length > 1 ? showToast("", { seconds: Infinity, isSilent: true }) : undefined;
  for (const [index, photo] of photos.entries()) {
    toast?.update(`Downloading ${index + 1} of ${photos.length}`);
    try {
      await checkOriginal(photo);
    } catch (error) {
      toast?.close();
      return showFailure(
        `${photo.file} couldn't be downloaded.`,
        /** @type {{message: string, status: number}} */ (error),
      );
    }
    element("a", { href: downloadUrl(photo), download: photo.file }).click();
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  toast?.close();
  if (photos.length > 1) showToast(`${photos.length} photos added to your downloads.`);
}

/**
 * Ask first, because browsers save an error as a file or show nothing.
 * @param {Photo} photo
 */
async function checkOriginal(photo) {
  try {
    await request(downloadUrl(photo), { method: "HEAD", redirect: "manual" });
  } catch (error) {
    // Except for the owner, originals don't exist.
    if (/** @type {{status: number}} */ (error).status !== 404) throw error;
    throw { message: "It was deleted, or you've been signed out.", status: 401 };
  }
}
