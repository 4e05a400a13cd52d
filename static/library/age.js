import { formatNumber } from "../ui/locale.js";

/** In minutes. @type {[string, number][]} */
const UNITS = [
  ["day", 24 * 60],
  ["hour", 60],
  ["minute", 1],
];

/** @param {number} milliseconds  `3 days ago`, as the server does without scripts (gallery/web/text/trash.py) */
export function formatAge(milliseconds) {
  const minutes = milliseconds / 60_000;
  const [unit, length] = UNITS.find(([, length]) => minutes >= length) ?? [];
  if (!length) return "just now";
  const count = Math.floor(minutes / length);
  return `${formatNumber(count)} ${unit}${count === 1 ? "" : "s"} ago`;
}
