/** The link through which a guest sees the page. */

/** Its path, `/s/…`, below which all of the page's requests go; "" for everyone but guests. */
export const SHARE = document.body.dataset.share ?? "";

/**
 * Return the path of a part of the JSON interface.
 * @param {"photos" | "details" | "uploads"} part
 */
export function apiPath(part) {
  return SHARE ? `${SHARE}/${part}` : `/api/${part}`;
}
