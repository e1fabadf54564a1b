// @ts-check
import { Backoff } from "./backoff.js";
import { Refused } from "./api.js";

/** The server speaks twice a second; silence this long means that the line is dead though it looks open. */
const SILENCE_MS = 6000;
const ANSWER_MS = 8000;

/** A change that was under way when the line broke: nobody knows whether it arrived. */
export class Lost extends Error {}

/**
 * @typedef {object} SocketEvents
 * @property {(message: any) => void} message anything but answers to patches
 * @property {() => void} up the first message of a connection came
 * @property {(failures: number) => void} down the connection broke or could not be made
 */

/** The WebSocket: connects, comes back by itself, matches answers to patches. */
export class Socket {
  #url;
  #events;
  #backoff = new Backoff(250, 5000);
  /** @type {WebSocket | null} */
  #socket = null;
  #up = false;
  #wanted = false;
  #patches = 0;
  /** @type {Map<number, {done: () => void, failed: (error: Error) => void, timer: number}>} */
  #waiting = new Map();
  #silence = 0;
  #retry = 0;

  /**
   * @param {string} url
   * @param {SocketEvents} events
   */
  constructor(url, events) {
    this.#url = url;
    this.#events = events;
  }

  /** Connects, and keeps connecting until {@link stop}. */
  start() {
    this.#wanted = true;
    window.clearTimeout(this.#retry);
    if (!this.#socket) {
      this.#connect();
    }
  }

  /** Closes the line and leaves it closed. */
  stop() {
    this.#wanted = false;
    window.clearTimeout(this.#retry);
    this.#drop(this.#socket);
  }

  /** Tries at once instead of at the end of the present wait. */
  hurry() {
    if (this.#wanted && !this.#socket) {
      this.start();
    }
  }

  /**
   * Shows the operator's token.
   *
   * @param {string} token
   * @returns {boolean} whether there was a line to show it on
   */
  authenticate(token) {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      return false;
    }
    this.#socket.send(JSON.stringify({ type: "auth", token }));
    return true;
  }

  /**
   * @param {import("./types.js").Values} values
   * @returns {Promise<void>} rejects with {@link Refused} or {@link Lost}
   */
  patch(values) {
    const socket = this.#socket;
    if (!socket || socket.readyState !== WebSocket.OPEN) {
      return Promise.reject(new Lost("not connected"));
    }
    this.#patches += 1;
    const id = this.#patches;
    return new Promise((resolve, reject) => {
      const timer = window.setTimeout(() => this.#settle(id, new Lost("no answer")), ANSWER_MS);
      this.#waiting.set(id, { done: resolve, failed: reject, timer });
      socket.send(JSON.stringify({ type: "patch", id, values }));
    });
  }

  #connect() {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    this.#listen(socket);
    socket.addEventListener("message", (event) => {
      if (socket === this.#socket) {
        this.#listen(socket);
        this.#receive(event.data);
      }
    });
    socket.addEventListener("close", () => this.#drop(socket));
  }

  /** @param {WebSocket} socket */
  #listen(socket) {
    window.clearTimeout(this.#silence);
    this.#silence = window.setTimeout(() => this.#drop(socket), SILENCE_MS);
  }

  /** @param {string} data */
  #receive(data) {
    /** @type {any} */
    let message;
    try {
      message = JSON.parse(data);
    } catch {
      console.warn("The server sent something that is not JSON:", data);
      return;
    }
    if (message.type === "ack") {
      this.#settle(message.id, null);
    } else if (message.type === "error" && this.#waiting.has(message.id)) {
      this.#settle(message.id, new Refused(400, message));
    } else {
      if (!this.#up && message.type !== "auth-required" && message.type !== "error") {
        this.#up = true;
        this.#backoff.reset();
        this.#events.up();
      }
      this.#events.message(message);
    }
  }

  /**
   * @param {number} id
   * @param {Error | null} error
   */
  #settle(id, error) {
    const patch = this.#waiting.get(id);
    if (!patch) {
      return;
    }
    this.#waiting.delete(id);
    window.clearTimeout(patch.timer);
    if (error) {
      patch.failed(error);
    } else {
      patch.done();
    }
  }

  /** @param {WebSocket | null} socket */
  #drop(socket) {
    if (!socket || socket !== this.#socket) {
      return;
    }
    this.#socket = null;
    this.#up = false;
    window.clearTimeout(this.#silence);
    socket.close();
    for (const id of [...this.#waiting.keys()]) {
      this.#settle(id, new Lost("the connection broke"));
    }
    const wait = this.#backoff.next();
    if (this.#wanted) {
      this.#retry = window.setTimeout(() => this.start(), wait);
    }
    this.#events.down(this.#backoff.failures);
  }
}
