/** Texts about shares. Most of what their dialogs say comes from the server's pages. */

export const COPIED = "Link copied.";
export const NOT_COPIED = "The link is selected. Press Ctrl+C to copy it.";
export const NOT_SHARED = "The link couldn't be created.";
