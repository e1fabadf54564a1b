// @ts-check
/** The server's REST side. */

/** A refusal by the server, with what it said. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {import("./types.js").Refusal} refusal
   */
  constructor(status, refusal) {
    super(refusal.error);
    this.status = status;
    this.refusal = refusal;
  }
}

/** REST calls, with the operator token where there is one. */
export class Api {
  /** @type {string | null} */
  token = null;

  /** @returns {Promise<{controls: import("./types.js").Control[], values: import("./types.js").Values}>} */
  controls() {
    return this.#ask("GET", "api/controls");
  }

  /** @returns {Promise<import("./types.js").LayerList>} */
  layers() {
    return this.#ask("GET", "api/layers");
  }

  /** @returns {Promise<import("./types.js").ModelList>} */
  models() {
    return this.#ask("GET", "api/models");
  }

  /** @returns {Promise<import("./types.js").State>} */
  state() {
    return this.#ask("GET", "api/state");
  }

  /**
   * @param {import("./types.js").Values} values
   * @returns {Promise<{values: import("./types.js").Values}>}
   */
  patch(values) {
    return this.#ask("PATCH", "api/controls", values);
  }

  /**
   * Asks for a model's download.
   *
   * @param {string} name
   */
  fetchModel(name) {
    return this.#ask("POST", `api/models/${encodeURIComponent(name)}/fetch`);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   */
  async #ask(method, path, body) {
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json" };
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
    }
    if (this.token) {
      headers.Authorization = `Bearer ${this.token}`;
    }
    const response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    const answer = parse(text);
    if (!response.ok) {
      throw new Refused(response.status, answer?.error ? answer : { error: `The server answered ${response.status}.` });
    }
    return answer ?? {};
  }
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
