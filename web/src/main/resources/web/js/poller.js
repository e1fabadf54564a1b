// @ts-check

/** Where no WebSocket gets through (a proxy, a viewer without token): asks over plain HTTP, once a second. */
export class Poller {
  #api;
  #deliver;
  #lost;
  #timer = 0;
  #round = 0;

  /**
   * @param {import("./api.js").Api} api
   * @param {(values: import("./types.js").Values, state: import("./types.js").State) => void} deliver
   * @param {() => void} lost the server didn't answer
   */
  constructor(api, deliver, lost) {
    this.#api = api;
    this.#deliver = deliver;
    this.#lost = lost;
  }

  get running() {
    return this.#round !== 0;
  }

  start() {
    if (!this.running) {
      this.#round = Date.now();
      void this.#ask(this.#round);
    }
  }

  stop() {
    this.#round = 0;
    window.clearTimeout(this.#timer);
  }

  /** @param {number} round the run it belongs to; an answer to an older run is dropped */
  async #ask(round) {
    try {
      const [{ values }, state] = await Promise.all([this.#api.controls(), this.#api.state()]);
      if (round === this.#round) {
        this.#deliver(values, state);
      }
    } catch {
      if (round === this.#round) {
        this.#lost();
      }
    }
    if (round === this.#round) {
      this.#timer = window.setTimeout(() => void this.#ask(round), 1000);
    }
  }
}
