// @ts-check
import { Refused } from "./api.js";

/** At most twenty changes a second leave the page. */
const SPACING_MS = 50;

/**
 * @typedef {object} DeskEvents
 * @property {(name: string, value: import("./types.js").Value) => void} show a control's value to be shown
 * @property {(name: string, refusal: import("./types.js").Refusal) => void} refused the server refused the value
 */

/**
 * Keeps the widgets and the server's controls together.
 *
 * One change is under way at a time, and only the newest value of each control waits behind it: however slow the line,
 * nothing queues. A control that is held, waiting or under way shows the local value; all others follow the server.
 */
export class Desk {
  #send;
  #events;
  /** @type {Map<string, import("./types.js").Value>} what the server holds, as far as is known */
  #truth = new Map();
  /** @type {Map<string, import("./types.js").Value>} */
  #waiting = new Map();
  /** @type {Map<string, import("./types.js").Value>} */
  #underWay = new Map();
  /** @type {Set<string>} controls whose sent value came back from the server before its acknowledgement */
  #echoed = new Set();
  /** @type {Set<string>} */
  #held = new Set();
  #sentAt = -Infinity;
  #timer = 0;

  /**
   * @param {(values: import("./types.js").Values) => Promise<void>} send
   * @param {DeskEvents} events
   */
  constructor(send, events) {
    this.#send = send;
    this.#events = events;
  }

  /**
   * The value to be shown for a control.
   *
   * @param {string} name
   */
  value(name) {
    return this.#waiting.get(name) ?? this.#underWay.get(name) ?? this.#truth.get(name);
  }

  /**
   * The server's values, all or some.
   *
   * @param {import("./types.js").Values} values
   */
  follow(values) {
    for (const [name, value] of Object.entries(values)) {
      this.#truth.set(name, value);
      if (this.#underWay.get(name) === value) {
        this.#echoed.add(name);
      }
      if (!this.#busy(name)) {
        this.#events.show(name, value);
      }
    }
  }

  /**
   * A change by this page's user.
   *
   * @param {string} name
   * @param {import("./types.js").Value} value
   */
  change(name, value) {
    this.#waiting.set(name, value);
    this.#plan();
  }

  /**
   * A finger is on the control: its local value stays.
   *
   * @param {string} name
   */
  hold(name) {
    this.#held.add(name);
  }

  /** @param {string} name */
  release(name) {
    if (this.#held.delete(name)) {
      this.#settle(name);
    }
  }

  /** Forgets what was not sent: after a break the server's values count. */
  forget() {
    this.#waiting.clear();
    window.clearTimeout(this.#timer);
    this.#timer = 0;
  }

  /** @param {string} name */
  #busy(name) {
    return this.#held.has(name) || this.#waiting.has(name) || this.#underWay.has(name);
  }

  /** @param {string} name */
  #settle(name) {
    const value = this.#truth.get(name);
    if (value !== undefined && !this.#busy(name)) {
      this.#events.show(name, value);
    }
  }

  #plan() {
    if (this.#timer || this.#underWay.size > 0 || this.#waiting.size === 0) {
      return;
    }
    const wait = this.#sentAt + SPACING_MS - performance.now();
    if (wait <= 0) {
      void this.#flush();
    } else {
      this.#timer = window.setTimeout(() => {
        this.#timer = 0;
        void this.#flush();
      }, wait);
    }
  }

  async #flush() {
    const sent = this.#waiting;
    this.#waiting = new Map();
    this.#underWay = sent;
    this.#echoed.clear();
    this.#sentAt = performance.now();
    /** @type {unknown} */
    let error = null;
    try {
      await this.#send(Object.fromEntries(sent));
    } catch (thrown) {
      error = thrown;
    }
    this.#underWay = new Map();
    if (error === null) {
      this.#accepted(sent);
    } else {
      this.#failed(sent, error);
    }
    this.#plan();
  }

  /** @param {Map<string, import("./types.js").Value>} sent */
  #accepted(sent) {
    for (const [name, value] of sent) {
      // The server tells everyone about the change, but its answer to us may come first. Where the news came before
      // the answer, what is known may be newer than our own value.
      if (!this.#echoed.has(name)) {
        this.#truth.set(name, value);
      }
      this.#settle(name);
    }
  }

  /**
   * @param {Map<string, import("./types.js").Value>} sent
   * @param {unknown} error
   */
  #failed(sent, error) {
    const refusal = error instanceof Refused ? error.refusal : { error: "The change did not arrive. Try again." };
    const field = refusal.field !== undefined && sent.has(refusal.field) ? refusal.field : null;
    for (const [name, value] of sent) {
      if (field === null || field === name) {
        this.#events.refused(name, refusal);
        this.#settle(name);
      } else if (!this.#waiting.has(name)) {
        // One bad value turns the whole message away; the others deserve their chance.
        this.#waiting.set(name, value);
      }
    }
  }
}
