/** What is to be said about all files together. */

/** @typedef {import("./queue.js").Item} Item */

/**
 * How many of each outcome or state, and the share of all bytes that is settled or sent.
 * @param {Item[]} items
 */
export function bookkeeping(items) {
  /** @type {Record<string, number>} */
  const counts = {};
  let bytes = 0;
  let sent = 0;
  for (const { state, outcome, share, file } of items) {
    const key = state === "done" ? outcome : state;
    counts[key] = (counts[key] ?? 0) + 1;
    bytes += file.size + 1;
    sent += (file.size + 1) * (state === "sending" ? share : Number(state !== "waiting"));
  }
  return { counts, share: bytes ? sent / bytes : 0 };
}

/**
 * `37 of 500, 2 refused` on the way, `35 added, 2 refused` at the end.
 * @param {Item[]} items
 * @param {boolean} isBusy
 */
export function summary(items, isBusy) {
  const { counts } = bookkeeping(items);
  const { stored = 0, renamed = 0, duplicate = 0, failed = 0, stopped = 0, waiting = 0, sending = 0 } = counts;
  const refused = failed ? [`${failed} refused`] : [];
  if (isBusy) return [`${items.length - waiting - sending} of ${items.length}`, ...refused].join(", ");
  const parts = { added: stored + renamed, "already here": duplicate, "not sent": stopped };
  const words = Object.entries(parts).flatMap(([word, count]) => (count ? `${count} ${word}` : []));
  return [...words, ...refused].join(", ");
}
