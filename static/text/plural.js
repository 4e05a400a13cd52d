/** Texts with values in them: `%(name)s`, as on the server. */

import { formatNumber } from "../ui/locale.js";

/** The catalog's plural rule replaces this one. @param {number} n */
const formOf = (n) => Number(n != 1);

/**
 * @param {string} text
 * @param {Record<string, string>} values
 */
export const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (found, name) => values[name] ?? found);

/**
 * Return the form for this number, which is its value `count` unless the values have another.
 * @param {number} count
 * @param {string[]} forms
 * @param {Record<string, string>} [values]
 */
export const plural = (count, forms, values) => fill(forms[formOf(count)], { count: formatNumber(count), ...values });
