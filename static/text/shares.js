/** Texts about shares. Most of what their dialogs say comes from the server's pages. */

export const COPIED = _("Link copied.");
export const NOT_COPIED = _("The link is selected. Press Ctrl+C to copy it.");
export const NOT_SHARED = _("The link couldn't be created.");
