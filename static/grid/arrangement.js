/** Stacks months on top of each other. Consecutive months too short to fill a row share one. Lengths are in CSS pixels. */

/**
 * @typedef {import("./section.js").Section} Section
 * @typedef {import("./section.js").Frame} Frame
 */

/** Space between months in one row, and a width that fits the heading and its checkbox. */
const SPACE = 16;
const NARROWEST = 184;

/** A month is short if it fills at most this share of a row. */
const SHORT = 0.6;

/**
 * Set each section's position and size.
 * @param {Section[]} sections  newest first
 * @param {Frame} frame
 * @param {import("./height_estimate.js").HeightEstimate} estimate  for this frame
 * @returns {number} the height of all sections
 */
export function arrange(sections, frame, estimate) {
  let top = 0;
  for (let index = 0; index < sections.length;) {
    const widths = shareRow(sections.slice(index), frame);
    let left = 0;
    for (const width of widths) {
      const section = sections[index++];
      const isShort = widths.length > 1;
      section.fit(isShort ? { ...frame, width: section.naturalWidth(frame) } : frame, estimate);
      Object.assign(section, { top, left, width });
      left += width + SPACE;
    }
    top = Math.max(...sections.slice(index - widths.length, index).map(({ bottom }) => bottom));
  }
  return top;
}

/**
 * Return the widths of the next sections in one row: a single full one unless two or more are short.
 * @param {Section[]} sections
 * @param {Frame} frame
 */
function shareRow(sections, frame) {
  const widths = [];
  const narrowest = Math.min(NARROWEST, (frame.width - SPACE) / 2);
  let left = 0;
  for (const section of sections) {
    const width = Math.max(section.naturalWidth(frame), narrowest);
    if (width > frame.width * SHORT || left + width > frame.width) break;
    widths.push(width);
    left += width + SPACE;
  }
  return widths.length > 1 ? widths : [frame.width];
}
