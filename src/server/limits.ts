/** What the server takes on at once, and for how long. */
export interface Limits {
  /** The largest body, in bytes. */
  readonly bodyBytes: number;
  /** The largest sum of bodies that are being read and worked on, in bytes. */
  readonly allBodyBytes: number;
  /** How long a client may take to send its headers, and its whole request, in milliseconds. */
  readonly headersMs: number;
  readonly requestMs: number;
  /** After so long without a byte either way a connection is closed. */
  readonly idleMs: number;
  /** How many connections there may be. */
  readonly connections: number;
  /** How many requests may wait for memories, and for how long. */
  readonly waiting: number;
  readonly patienceMs: number;
  /** How long an answer may take to be found; long work may take longer. */
  readonly answerMs: number;
  /** How many pieces of long work (making, checking, trying) may be under way, and wait. */
  readonly longWork: number;
  readonly waitingLongWork: number;
  /** How long what is under way may take to finish when the server stops. */
  readonly graceMs: number;
}

const megabyte = 2 ** 20;

/** A megabyte of JSON holds about 50,000 numbers; a photograph takes a few. */
export const usualLimits: Limits = {
  bodyBytes: 32 * megabyte,
  allBodyBytes: 256 * megabyte,
  headersMs: 10_000,
  requestMs: 60_000,
  idleMs: 60_000,
  connections: 1000,
  waiting: 256,
  patienceMs: 25_000,
  answerMs: 30_000,
  longWork: 1,
  waitingLongWork: 8,
  graceMs: 10_000,
};
