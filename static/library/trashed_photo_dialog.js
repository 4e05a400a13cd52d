import { DELETE_FOREVER, RESTORE, takenAt } from "../text/trash.js";
import { openDialog } from "../ui/dialog.js";
import { element } from "../ui/elements.js";
import { altText, appPreviewUrl, formatMoment } from "./photo.js";

/**
 * Show one photo of the trash, large, with what can be done with it.
 * @param {import("./photo.js").Photo} photo
 * @param {string} deletion  when it was deleted
 * @param {(photos: import("./photo.js").Photo[]) => void} restore
 * @param {(photos: import("./photo.js").Photo[]) => void} deleteForever
 */
export async function openTrashedPhoto(photo, deletion, restore, deleteForever) {
  const image = element("img", { src: appPreviewUrl(photo, 2048), alt: altText(photo) });
  const taken = photo.taken ? `${takenAt(formatMoment(photo.taken))}. ` : "";
  const back = element("button", { type: "button" }, RESTORE);
  const forever = element("button", { type: "button", className: "danger" }, DELETE_FOREVER);
  const dialog = await openDialog(
    photo.file,
    image,
    element("p", {}, `${taken}${deletion}.`),
    element("div", { className: "buttons" }, back, forever),
  );
  dialog.classList.add("photo");
  back.onclick = () => (dialog.close(), restore([photo]));
  forever.onclick = () => (dialog.close(), deleteForever([photo]));
}
