/** @typedef {{count: number, unit: "day" | "hour" | "minute"}} Age  `count`: 0 for less than a minute */

/** In minutes. */
const UNITS = /** @type {const} */ ([
  ["day", 24 * 60],
  ["hour", 60],
  ["minute", 1],
]);

/** @param {number} milliseconds  @returns {Age} in one unit, as the server does without scripts (gallery/web/text/trash.py) */
export function measureAge(milliseconds) {
  const minutes = milliseconds / 60_000;
  const [unit, length] = UNITS.find(([, length]) => minutes >= length) ?? ["minute", 1];
  return { count: Math.max(0, Math.floor(minutes / length)), unit };
}
