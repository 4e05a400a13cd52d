/** What people can do with photos selected on the timeline or in an album. Each action loads on first use. */

import { ADD_TO_ALBUM, DELETE, DOWNLOAD, EDIT, REMOVE_FROM_ALBUM, SHARE } from "../text/selection.js";

/**
 * @param {import("../library/library.js").Library} library
 * @param {boolean} isOwner  others can only download photos
 * @returns {import("./bar.js").Action[]}
 */
export function photoActions(library, isOwner) {
  /** @type {import("./bar.js").Action} */
  const download = {
    icon: "download",
    label: DOWNLOAD,
    run: async (photos) => (await import("../library/downloads.js")).downloadPhotos(photos, library.album),
  };
  if (!isOwner) return [download];
  /** @type {import("./bar.js").Action} */
  const remove = {
    icon: "removeFromAlbum",
    label: REMOVE_FROM_ALBUM,
    removes: true,
    run: async (photos) => (await import("../library/tagging.js")).removeFromAlbum(photos, library),
  };
  return [
    {
      icon: "album",
      label: ADD_TO_ALBUM,
      run: async (photos) => (await import("../library/album_dialog.js")).addToAlbum(photos, library),
    },
    {
      icon: "edit",
      label: EDIT,
      run: async (photos) => (await import("../library/annotations_dialog.js")).chooseEdit(photos, library),
    },
    ...(library.album ? [remove] : []),
    {
      icon: "share",
      label: SHARE,
      run: async (photos) => (await import("../library/share_dialog.js")).sharePhotos(photos),
    },
    download,
    {
      icon: "delete",
      label: DELETE,
      removes: true,
      run: async (photos) => (await import("../library/actions.js")).deletePhotos(photos, library),
    },
  ];
}
