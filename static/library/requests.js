/** Requests to the gallery. Every failure is a RequestError with a message for people. */

import { apiPath } from "./caller.js";
import { SIGNED_OUT, TOO_LARGE, UNREACHABLE, failed } from "../text/errors.js";

/**
 * @typedef {import("./photo.js").Photo} Photo
 * @typedef {import("./photo.js").Previews} Previews
 * @typedef {{name: string, outcome: string, status?: number, reason?: string, trash?: string, photo?: Photo, merged?: boolean}} Result
 *   for one of several photos
 * @typedef {{photos: Photo[], next: string | null, previews: Previews}} Listing  of `/api/photos`
 */

/** Photos per request to change them: a second or two of work, so that people see progress. */
const BATCH = 50;

/** Photos per listing, the most that the gallery allows. */
const LIMIT = "5000";

export class RequestError extends Error {
  /**
   * @param {number} status  0 without a response
   * @param {string} [detail]  the gallery's own message
   */
  constructor(status, detail) {
    super(messageFor(status, detail));
    this.status = status;
  }
}

/**
 * @param {number} status
 * @param {string} [detail]
 */
export function messageFor(status, detail) {
  if (!status) return UNREACHABLE;
  if (status === 401) return SIGNED_OUT;
  return detail || (status === 413 ? TOO_LARGE : failed(status));
}

/**
 * @param {string} url
 * @param {RequestInit} [options]
 * @throws {RequestError}
 */
export async function request(url, options) {
  const response = await fetch(url, options).catch(() => undefined);
  if (response?.ok || response?.type === "opaqueredirect") return response;
  const problem = await response?.json().catch(() => undefined);
  throw new RequestError(response?.status ?? 0, problem?.detail);
}

/**
 * @template Document
 * @param {string} url
 * @param {object} [body]  to POST
 * @param {Record<string, string>} [more]  headers
 * @returns {Promise<Document>}
 * @throws {RequestError}
 */
export async function requestJson(url, body, more) {
  const headers = { Accept: "application/json", "Content-Type": "application/json", ...more };
  const response = await request(url, body && { method: "POST", body: JSON.stringify(body), headers });
  return response.json().catch(() => Promise.reject(new RequestError(0)));
}

/**
 * Change photos a batch at a time. After a failed request, the remaining photos are rejected for the same reason.
 * @param {string} url
 * @param {string[]} names
 * @param {{album?: string}} [options]
 * @param {(done: number) => void} [onProgress]
 * @returns {Promise<Result[]>} in the order of the names
 */
export async function requestInBatches(url, names, options, onProgress) {
  /** @type {Result[]} */
  const results = [];
  try {
    while (results.length < names.length) {
      const batch = names.slice(results.length, results.length + BATCH);
      /** @type {{files: Result[]}} */
      const { files } = await requestJson(url, { ...options, names: batch });
      results.push(...files);
      onProgress?.(results.length);
    }
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { message: reason, status } = error;
    results.push(...names.slice(results.length).map((name) => ({ name, outcome: "rejected", reason, status })));
  }
  return results;
}

/**
 * @param {Record<string, string>} list  of a library: its `query`
 * @param {Record<string, string>} query  which of its photos
 * @returns {Promise<Listing>}
 */
export function listPhotos(list, query) {
  return requestJson(`${apiPath("photos")}?${new URLSearchParams({ ...query, ...list })}`);
}

/**
 * List all photos of these months.
 * @param {Record<string, string>} list
 * @param {string[]} months
 */
export function listMonths(list, months) {
  return listAll(list, { month: months.join(",") });
}

/**
 * @param {Record<string, string>} list
 * @param {Record<string, string>} [filter]
 */
export async function listAll(list, filter) {
  const query = { ...filter, limit: LIMIT };
  let listing = await listPhotos(list, query);
  const { photos } = listing;
  while (listing.next) {
    listing = await listPhotos(list, { ...query, before: listing.next });
    photos.push(...listing.photos);
  }
  return { photos, previews: listing.previews };
}
