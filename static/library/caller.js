/** Who uses the page, as the server says in its body (gallery/web/access.py decides). */

const { dataset } = document.body;

export const IS_OWNER = "owner" in dataset;

/** Whether they may download photos, and so select them. */
export const CAN_DOWNLOAD = "downloads" in dataset;

/** The path of a guest's link, `/s/…`, below which all of the page's requests go; "" for everyone else. */
export const SHARE = dataset.share ?? "";

/**
 * Return the path of a part of the JSON interface.
 * @param {"photos" | "details" | "uploads"} part
 */
export function apiPath(part) {
  return SHARE ? `${SHARE}/${part}` : `/api/${part}`;
}
