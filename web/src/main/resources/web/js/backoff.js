// @ts-check

/** Waiting times between attempts: a first one, then twice as long each time up to a cap, a little scattered. */
export class Backoff {
  #first;
  #cap;
  #failures = 0;

  /**
   * @param {number} first milliseconds before the first new attempt
   * @param {number} cap the longest wait, in milliseconds
   */
  constructor(first, cap) {
    this.#first = first;
    this.#cap = cap;
  }

  /** Attempts that failed since the last success. */
  get failures() {
    return this.#failures;
  }

  /** Counts a failure. @returns {number} milliseconds to wait before the next attempt */
  next() {
    const wait = Math.min(this.#cap, this.#first * 2 ** this.#failures);
    this.#failures += 1;
    // Scattered, so that a room full of screens doesn't come back in one instant; the first try is prompt.
    return this.#failures === 1 ? wait : wait * (0.85 + 0.3 * Math.random());
  }

  /** Counts a success. */
  reset() {
    this.#failures = 0;
  }
}
