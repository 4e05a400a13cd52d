/** Sizes of files. */

export const TB = _("%(size)s TB");
export const GB = _("%(size)s GB");
export const MB = _("%(size)s MB");
export const KB = _("%(size)s kB");
