// @ts-check

/** The feed picture by picture, for browsers and proxies that can't show the stream. */
export class Snapshots {
  #image;
  #url;
  #shown = "";
  #round = 0;
  #timer = 0;

  /**
   * @param {HTMLImageElement} image
   * @param {string} url
   */
  constructor(image, url) {
    this.#image = image;
    this.#url = url;
  }

  get running() {
    return this.#round !== 0;
  }

  start() {
    if (!this.running) {
      this.#round = Date.now();
      void this.#next(this.#round);
    }
  }

  stop() {
    this.#round = 0;
    window.clearTimeout(this.#timer);
  }

  /** @param {number} round */
  async #next(round) {
    let wait = 100;
    try {
      const response = await fetch(this.#url, { cache: "no-store", signal: AbortSignal.timeout(5000) });
      if (!response.ok) {
        throw new Error(`snapshot: ${response.status}`);
      }
      const picture = await response.blob();
      if (round === this.#round) {
        this.#show(picture);
      }
    } catch {
      // The next round tries again; whether pictures come is seen on the image itself.
      wait = 1500;
    }
    if (round === this.#round) {
      this.#timer = window.setTimeout(() => void this.#next(round), wait);
    }
  }

  /** @param {Blob} picture */
  #show(picture) {
    const old = this.#shown;
    this.#shown = URL.createObjectURL(picture);
    this.#image.src = this.#shown;
    if (old) {
      URL.revokeObjectURL(old);
    }
  }
}
