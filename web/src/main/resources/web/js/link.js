// @ts-check
import { Refused } from "./api.js";
import { recall, remember } from "./memory.js";
import { Poller } from "./poller.js";
import { Socket } from "./socket.js";

const TOKEN = "reverie.token";
/** Remembers that this viewer would rather not be asked again. */
const WATCHING = "reverie.watching";
/** So many failed WebSockets in a row, and plain HTTP is tried beside it. */
const FAILURES_BEFORE_POLLING = 3;

/**
 * @typedef {"connecting" | "online" | "watching" | "offline"} LinkStatus "watching": can look, may not change
 *
 * @typedef {object} LinkEvents
 * @property {(values: import("./types.js").Values) => void} controls every control's value, on each change by anyone
 * @property {(state: import("./types.js").State) => void} state
 * @property {(status: LinkStatus) => void} status
 * @property {(error: string | null) => Promise<string | null>} askToken the operator's token, null to watch only
 */

/** The page's line to the server: the WebSocket, with plain HTTP where that doesn't get through. */
export class Link {
  #api;
  #events;
  #socket;
  #poller;
  /** @type {LinkStatus} */
  #status = "connecting";
  /** Whether the server wants the operator's token before it lets this page change anything. */
  #locked = false;
  #asking = false;
  /** Whether the known token was shown on this connection. */
  #tokenTried = false;

  /**
   * @param {import("./api.js").Api} api
   * @param {LinkEvents} events
   */
  constructor(api, events) {
    this.#api = api;
    this.#events = events;
    api.token = recall("sessionStorage", TOKEN);
    this.#poller = new Poller(
      api,
      (values, state) => {
        this.#reached();
        events.controls(values);
        events.state(state);
      },
      () => this.#become("offline"),
    );
    const url = new URL("api/live", document.baseURI);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.#socket = new Socket(url.href, {
      message: (message) => this.#receive(message),
      up: () => {
        this.#poller.stop();
        this.#reached();
      },
      down: (failures) => this.#down(failures),
    });
  }

  get status() {
    return this.#status;
  }

  start() {
    this.#socket.start();
    window.addEventListener("online", () => this.#socket.hurry());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) {
        this.#socket.hurry();
      }
    });
  }

  /**
   * Changes some controls.
   *
   * @param {import("./types.js").Values} values
   * @returns {Promise<void>} rejects with {@link Refused} or {@link import("./socket.js").Lost}
   */
  async patch(values) {
    if (!this.#poller.running) {
      await this.#socket.patch(values);
      return;
    }
    try {
      const answer = await this.#api.patch(values);
      this.#events.controls(answer.values);
    } catch (error) {
      if (error instanceof Refused && error.status === 401) {
        this.#locked = true;
        this.#reached();
      }
      throw error;
    }
  }

  /** Asks for the token, on the viewer's wish. */
  unlock() {
    remember("sessionStorage", WATCHING, null);
    void this.#ask(null);
  }

  /** @param {any} message */
  #receive(message) {
    switch (message.type) {
      case "controls":
        this.#events.controls(message.values);
        break;
      case "state":
        this.#events.state(message.state);
        break;
      case "auth-required":
        this.#lock(message.error ?? null);
        break;
      case "auth-ok":
        this.#locked = false;
        this.#reached();
        break;
      case "error":
        console.warn("The server refused a message:", message.error);
        break;
      default:
        // A newer server may say more than this page understands.
        break;
    }
  }

  /** @param {string | null} error what the server said about the last token */
  #lock(error) {
    this.#locked = true;
    if (this.#api.token && !this.#tokenTried) {
      this.#show(this.#api.token);
    } else if (this.#tokenTried) {
      this.#keep(null);
      void this.#ask(error ?? "That token was not accepted.");
    } else if (recall("sessionStorage", WATCHING) === null) {
      void this.#ask(null);
    }
    if (this.#status !== "connecting") {
      this.#reached();
    }
  }

  /** @param {string | null} error */
  async #ask(error) {
    if (this.#asking) {
      return;
    }
    this.#asking = true;
    const token = await this.#events.askToken(error);
    this.#asking = false;
    this.#keep(token);
    if (token === null) {
      remember("sessionStorage", WATCHING, "yes");
    } else if (this.#poller.running) {
      // Plain HTTP carries the token with each change: the next one tells whether it is right.
      this.#locked = false;
      this.#reached();
    } else {
      this.#show(token);
    }
  }

  /** @param {string | null} token */
  #keep(token) {
    this.#api.token = token;
    remember("sessionStorage", TOKEN, token);
    this.#tokenTried = false;
  }

  /** @param {string} token */
  #show(token) {
    this.#tokenTried = this.#socket.authenticate(token);
  }

  /** @param {number} failures */
  #down(failures) {
    this.#tokenTried = false;
    if (failures >= FAILURES_BEFORE_POLLING) {
      this.#poller.start();
    }
    if (!this.#poller.running) {
      this.#locked = false;
      this.#become("offline");
    }
  }

  /** The server speaks with this page. */
  #reached() {
    this.#become(this.#locked ? "watching" : "online");
  }

  /** @param {LinkStatus} status */
  #become(status) {
    if (status !== this.#status) {
      this.#status = status;
      this.#events.status(status);
    }
  }
}
