/**
 * The server replaces these when it delivers a file of static/text/: a text by its translation, and a text with a
 * number by the list of its plural forms. So they don't exist in browsers. Their arguments are plain literals.
 */

declare function _(text: string): string;
declare function _n(one: string, many: string): string[];
