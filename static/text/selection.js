/** Texts about selecting photos. */

import { formatNumber } from "../ui/locale.js";

export const SELECT_PHOTOS = "Select photos";
export const SELECTED_PHOTOS = "Selected photos";
export const CLEAR = "Clear selection";
export const ADD_TO_ALBUM = "Add to album";
export const REMOVE_FROM_ALBUM = "Remove from album";
export const EDIT = "Edit";
export const SHARE = "Share";
export const DOWNLOAD = "Download";
export const DELETE = "Delete";

/** @param {number} count */
export const selected = (count) => `${formatNumber(count)} selected`;
