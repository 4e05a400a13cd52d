/** Asking the gallery to change something, and what it says when it does not. */

import { say } from "../ui/toast.js";

/** As many photos in one request: a second or two of work, so that progress shows. */
const AT_ONCE = 50;

const UNREACHABLE = "The gallery can't be reached. Check the connection and try again.";
const SIGNED_OUT = "You are signed out. Sign in, then do it again here.";

/** @typedef {{name: string, outcome: string, status?: number, reason?: string, trash?: string, photo?: import("./photo.js").Photo}} Line */

/** What kept the gallery from doing it, in words for people. */
export class Refusal extends Error {
  /**
   * @param {string} message
   * @param {number} status  0 where there was no answer
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/**
 * @template Answer
 * @param {string} address
 * @param {object} body
 * @returns {Promise<Answer>}
 * @throws {Refusal}
 */
export async function post(address, body) {
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  const answer = await fetch(address, { method: "POST", body: JSON.stringify(body), headers }).catch(() => undefined);
  if (!answer) throw new Refusal(UNREACHABLE, 0);
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  if (answer.status === 401) throw new Refusal(SIGNED_OUT, 401);
  throw new Refusal(told.detail ?? `The gallery answered with ${answer.status}.`, answer.status);
}

/**
 * Has something done with many photos, some at a time. What can't even be asked for is refused with the reason.
 * @param {string} address
 * @param {string[]} names
 * @param {{album?: string}} rest  of what is asked
 * @param {(done: number) => void} [progress]
 * @returns {Promise<Line[]>} in the order of the names
 */
export async function postNames(address, names, rest, progress) {
  /** @type {Line[]} */
  const lines = [];
  try {
    while (lines.length < names.length) {
      const some = names.slice(lines.length, lines.length + AT_ONCE);
      /** @type {{files: Line[]}} */
      const { files } = await post(address, { ...rest, names: some });
      lines.push(...files);
      progress?.(lines.length);
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { message: reason, status } = error;
    lines.push(...names.slice(lines.length).map((name) => ({ name, outcome: "rejected", reason, status })));
  }
  return lines;
}

/**
 * Tells what could not be done, once, with the way to sign in where that is what is missing.
 * @param {string} what  `3 photos could not be deleted.`
 * @param {{reason?: string, status?: number}} refused
 */
export function sayRefusal(what, { reason = "", status }) {
  const signIn = status === 401 ? { action: "Sign in", href: "/sign-in" } : {};
  say(`${what} ${reason}`, { isError: true, seconds: 30, ...signIn });
}
