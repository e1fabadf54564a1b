// @ts-check

const AGAIN_MS = 10_000;

/**
 * Keeps the screen on while the page is seen. Browsers take the lock away whenever the page is hidden, and on a low
 * battery; they give none to pages that came over plain HTTP from another machine.
 */
export class Awake {
  /** @type {WakeLockSentinel | null} */
  #lock = null;
  #asking = false;
  #timer = 0;

  start() {
    if (!("wakeLock" in navigator)) {
      console.info("The browser keeps the screen on only for https:// and localhost: switch its saver off by hand.");
      return;
    }
    document.addEventListener("visibilitychange", () => void this.#take());
    void this.#take();
  }

  async #take() {
    window.clearTimeout(this.#timer);
    if (document.hidden || this.#asking || (this.#lock && !this.#lock.released)) {
      return;
    }
    this.#asking = true;
    try {
      const lock = await navigator.wakeLock.request("screen");
      this.#lock = lock;
      lock.addEventListener("release", () => this.#later(), { once: true });
    } catch {
      // Refused for now, by the battery for example.
      this.#later();
    } finally {
      this.#asking = false;
    }
  }

  #later() {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#take(), AGAIN_MS);
  }
}
