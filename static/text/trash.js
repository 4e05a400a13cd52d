/** Texts about the trash. */

import { formatNumber } from "../ui/locale.js";
import { DELETING, photos } from "./photos.js";
import { fill, plural } from "./plural.js";

export const RESTORE = _("Restore");
export const DELETE_FOREVER = _("Delete forever");
export const KEPT = _("The storage account may keep a recoverable version for up to 60 days.");
export const NONE_LEFT = _("These photos are no longer in the trash.");
export const NOT_LOADED = _("The trash couldn't be loaded.");

/** @param {number} count */
export const askToDelete = (count) =>
  plural(count, _n("Delete %(count)s photo forever?", "Delete %(count)s photos forever?"));

const MEANING = _n("It's deleted from the gallery.", "They're deleted from the gallery.");
const DELETED = _n("%(count)s photo deleted from the gallery.", "%(count)s photos deleted from the gallery.");

/** @param {number} count */
export const meaning = (count) => `${plural(count, MEANING)} ${KEPT}`;

/**
 * @param {number} done
 * @param {number} count
 */
export const deleting = (done, count) =>
  fill(_("Deleting forever: %(done)s of %(count)s"), { done: formatNumber(done), count: formatNumber(count) });

/** @param {number} count */
export const deleted = (count) => `${plural(count, DELETED)} ${KEPT}`;

/** @param {number} count */
export const gone = (count) =>
  plural(count, _n("%(count)s photo was no longer in the trash.", "%(count)s photos were no longer in the trash."));

export const notDeleted = DELETING.failed;

const AGES = {
  day: _n("Deleted %(count)s day ago", "Deleted %(count)s days ago"),
  hour: _n("Deleted %(count)s hour ago", "Deleted %(count)s hours ago"),
  minute: _n("Deleted %(count)s minute ago", "Deleted %(count)s minutes ago"),
};

/** `Deleted 3 days ago`. @param {import("../library/age.js").Age} age */
export const deletedAt = ({ count, unit }) => (count ? plural(count, AGES[unit]) : _("Deleted just now"));

/** @param {string} moment */
export const takenAt = (moment) => fill(_("Taken %(moment)s"), { moment });

/**
 * @param {number} count
 * @param {number} shown
 */
export const counted = (count, shown) =>
  count > shown
    ? plural(
        count,
        _n("%(count)s photo, showing the latest %(shown)s", "%(count)s photos, showing the latest %(shown)s"),
        { shown: formatNumber(shown) },
      )
    : photos(count);
