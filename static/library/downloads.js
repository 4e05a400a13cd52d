/** The originals of several photos, saved one after the other. */

import { element } from "../ui/elements.js";
import { say } from "../ui/toast.js";
import { original } from "./photo.js";
import { sayRefusal } from "./requests.js";

/** @typedef {import("./photo.js").Photo} Photo */

/** Milliseconds between two: browsers drop what is asked for at the same moment. */
const PAUSE = 600;

/** @param {Photo[]} photos */
export async function download(photos) {
  const progress = photos.length > 1 ? say("", { seconds: Infinity, isSilent: true }) : undefined;
  for (const [place, photo] of photos.entries()) {
    progress?.update(`Downloading ${place + 1} of ${photos.length}`);
    const refusal = await refusalOf(photo);
    if (refusal) {
      progress?.close();
      return sayRefusal(`${photo.file} can't be downloaded.`, refusal);
    }
    element("a", { href: addressOf(photo), download: photo.file }).click();
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  progress?.close();
  if (photos.length > 1) say(`${photos.length} originals are on their way to your downloads.`);
}

/** @param {Photo} photo */
function addressOf(photo) {
  return `${original(photo)}${photo.name.startsWith("/") ? "&" : "?"}download=yes`;
}

/**
 * Why there is no original: a link would say so by a file full of words, or not at all.
 * @param {Photo} photo
 */
async function refusalOf(photo) {
  const answer = await fetch(addressOf(photo), { method: "HEAD", redirect: "manual" }).catch(() => undefined);
  if (answer?.type === "opaqueredirect") return undefined;
  if (!answer) return { reason: "The gallery can't be reached." };
  if (answer.status !== 404) return { reason: `The gallery answered with ${answer.status}. Try again later.` };
  // For everybody but the owner, originals are not there.
  return { reason: "It is gone, or you are signed out.", status: 401 };
}
