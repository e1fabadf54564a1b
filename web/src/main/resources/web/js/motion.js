// @ts-check

/** Small enough to cost nothing, large enough that no dream keeps every cell. */
const WIDTH = 32;
const HEIGHT = 18;

/** Tells whether an image's pixels change, and keeps its last good picture on a canvas. */
export class Motion {
  #image;
  #still;
  #probe;
  /** @type {Uint8ClampedArray | null} */
  #last = null;

  /**
   * @param {HTMLImageElement} image
   * @param {HTMLCanvasElement} still receives the last good picture
   */
  constructor(image, still) {
    this.#image = image;
    this.#still = still;
    const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
    this.#probe = canvas.getContext("2d", { willReadFrequently: true });
  }

  /**
   * Looks at the image once.
   *
   * @returns {boolean} whether it differs from the last look; a first picture does
   */
  look() {
    const { naturalWidth: width, naturalHeight: height } = this.#image;
    if (width === 0 || !this.#probe) {
      return false;
    }
    try {
      this.#probe.drawImage(this.#image, 0, 0, WIDTH, HEIGHT);
    } catch {
      // A broken image can't be drawn; it is simply no new picture.
      return false;
    }
    const pixels = this.#probe.getImageData(0, 0, WIDTH, HEIGHT).data;
    const moved = !this.#last || pixels.some((value, at) => value !== this.#last?.[at]);
    this.#last = pixels;
    if (moved) {
      this.#keep(width, height);
    }
    return moved;
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #keep(width, height) {
    if (this.#still.width !== width || this.#still.height !== height) {
      this.#still.width = width;
      this.#still.height = height;
    }
    this.#still.getContext("2d")?.drawImage(this.#image, 0, 0);
  }
}
