/** Sums up all files of an upload. */

import { COUNTS, uploading } from "../text/upload.js";

/** @typedef {import("./queue.js").Item} Item */

/**
 * Count files by outcome or state, and calculate the progress in bytes.
 * @param {Item[]} items
 */
export function countFiles(items) {
  /** @type {Record<string, number>} */
  const counts = {};
  let bytes = 0;
  let sent = 0;
  for (const { state, outcome, progress, file } of items) {
    const key = state === "done" ? outcome : state;
    counts[key] = (counts[key] ?? 0) + 1;
    bytes += file.size + 1;
    sent += (file.size + 1) * (state === "sending" || state === "waiting" ? progress : 1);
  }
  return { counts, progress: bytes ? sent / bytes : 0 };
}

/**
 * Return `Uploading 37 of 500, 2 couldn't be added` and at the end `35 added, 2 couldn't be added`.
 * @param {Item[]} items
 * @param {boolean} isBusy
 */
export function summarize(items, isBusy) {
  const { counts } = countFiles(items);
  const {
    stored = 0,
    renamed = 0,
    duplicate = 0,
    attached = 0,
    merged = 0,
    removed = 0,
    failed = 0,
    stopped = 0,
    waiting = 0,
    sending = 0,
  } = counts;
  const failures = failed ? [COUNTS.failed(failed)] : [];
  const current = Math.min(items.length - waiting - sending + 1, items.length);
  if (isBusy) return [uploading(current, items.length), ...failures].join(", ");
  const added = stored + renamed;
  const sidecars = attached + merged;
  return [
    ...(added ? [COUNTS.added(added)] : []),
    ...(sidecars ? [COUNTS.sidecars(sidecars)] : []),
    ...(duplicate ? [COUNTS.duplicate(duplicate)] : []),
    ...(removed ? [COUNTS.removed(removed)] : []),
    ...(stopped ? [COUNTS.stopped(stopped)] : []),
    ...failures,
  ].join(", ");
}
