const AGE = new Intl.RelativeTimeFormat(undefined, { numeric: "always" });
const NOW = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** In minutes. @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["day", 24 * 60],
  ["hour", 60],
  ["minute", 1],
];

/** @param {number} milliseconds  `3 days ago`, in the browser's language; without scripts, the server's (formatting.py) */
export function formatAge(milliseconds) {
  const minutes = milliseconds / 60_000;
  const [unit, length] = UNITS.find(([, length]) => minutes >= length) ?? [];
  return unit && length ? AGE.format(-Math.floor(minutes / length), unit) : NOW.format(0, "second");
}
