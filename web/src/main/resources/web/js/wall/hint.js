// @ts-check

/** Long enough to be read by whoever sets the wall up, gone before the public comes. */
const SHOWN_MS = 12_000;

/** One line over the wall, for a while. */
export class Hint {
  #root;
  #timer = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /** @param {string} text */
  show(text) {
    console.warn(text);
    this.#root.textContent = text;
    this.#root.hidden = false;
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.#root.hidden = true;
    }, SHOWN_MS);
  }
}
