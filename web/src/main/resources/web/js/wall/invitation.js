// @ts-check

const AGAIN_MS = 5000;

/** The QR code to the control page, which lies beside this one. */
export class Invitation {
  #image;
  #hint;
  #asking = false;
  #shown = "";
  #said = "";

  /**
   * @param {HTMLImageElement} image hidden while there is no code
   * @param {import("./hint.js").Hint} hint
   */
  constructor(image, hint) {
    this.#image = image;
    this.#hint = hint;
  }

  /** Asks for the code; to be called whenever the server is back, for its address may be another one then. */
  refresh() {
    if (!this.#asking) {
      this.#asking = true;
      void this.#ask().finally(() => {
        this.#asking = false;
      });
    }
  }

  async #ask() {
    const desk = new URL("./", document.baseURI).href;
    try {
      const response = await fetch(`api/qr.svg?desk=${encodeURIComponent(desk)}`, {
        cache: "no-store",
        signal: AbortSignal.timeout(10_000),
      });
      if (response.ok) {
        this.#show(await response.blob());
      } else {
        this.#refused((await response.json()).error);
      }
    } catch {
      // No answer: the line broke again.
      window.setTimeout(() => this.refresh(), AGAIN_MS);
    }
  }

  /** @param {Blob} code */
  #show(code) {
    const old = this.#shown;
    this.#shown = URL.createObjectURL(code);
    this.#image.src = this.#shown;
    this.#image.hidden = false;
    URL.revokeObjectURL(old);
  }

  /** @param {string} reason */
  #refused(reason) {
    this.#image.hidden = true;
    if (reason !== this.#said) {
      this.#said = reason;
      this.#hint.show(`No QR code: ${reason}.`);
    }
  }
}
