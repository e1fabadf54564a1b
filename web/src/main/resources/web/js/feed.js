// @ts-check
import { Backoff } from "./backoff.js";
import { Motion } from "./motion.js";
import { Snapshots } from "./snapshots.js";

const LOOK_MS = 400;
/** A stream whose picture stands still this long is opened anew; each time in vain doubles it. */
const FROZEN_MS = 2000;
const FROZEN_CAP_MS = 60_000;
/** No new picture for this long, and something known to be wrong: the viewer is told. */
const LOST_MS = 1500;
/** So many failures in a row while the server answers otherwise: single pictures instead. */
const FAILURES_BEFORE_SNAPSHOTS = 5;
const STREAM_AGAIN_MS = 30_000;
/** A page that nobody sees gives its stream back after this long. */
const UNSEEN_MS = 20_000;

/** @typedef {"waiting" | "live" | "lost"} FeedStatus */

/**
 * Keeps the picture moving: opens the stream, opens it again when it breaks, freezes or the page comes back into view,
 * and falls back to single pictures where streams can't be shown. One stream at a time.
 */
export class Feed {
  #image;
  #show;
  #motion;
  #snapshots;
  #backoff;
  #query;
  #longestPatience;
  /** @type {FeedStatus} */
  #status = "waiting";
  #online = true;
  #broken = true;
  #movedAt = 0;
  #openedAt = 0;
  #patience = FROZEN_MS;
  #attempt = 0;
  #retry = 0;
  #unseen = 0;
  #again = 0;
  #started = false;

  /**
   * @param {HTMLImageElement} image
   * @param {HTMLCanvasElement} still shows the last picture while there is no stream
   * @param {(status: FeedStatus) => void} show
   * @param {{query?: string, longestWait?: number, longestPatience?: number}} [wishes] the stream's query, without the
   *   question mark; the most milliseconds between two attempts, and before a stream that stands still is given up
   */
  constructor(image, still, show, { query = "", longestWait = 5000, longestPatience = FROZEN_CAP_MS } = {}) {
    this.#image = image;
    this.#show = show;
    this.#query = query;
    this.#longestPatience = longestPatience;
    this.#backoff = new Backoff(100, longestWait);
    this.#motion = new Motion(image, still);
    this.#snapshots = new Snapshots(image, "snapshot.jpg");
  }

  /** @param {boolean} [single] single pictures from the start */
  start(single = false) {
    this.#started = true;
    this.#movedAt = performance.now();
    this.#image.addEventListener("error", () => this.#failed());
    this.#image.addEventListener("load", () => this.#arrived());
    document.addEventListener("visibilitychange", () => this.#seen(!document.hidden));
    // A page that the browser kept frozen and brings back has a dead stream.
    window.addEventListener("pageshow", (event) => event.persisted && this.reload());
    window.setInterval(() => this.#look(), LOOK_MS);
    if (single) {
      this.#single();
    } else {
      this.reload();
    }
  }

  /** Opens the stream anew; the old picture stays until the new one is there. */
  reload() {
    if (!this.#started) {
      return;
    }
    window.clearTimeout(this.#retry);
    this.#snapshots.stop();
    this.#attempt += 1;
    this.#openedAt = performance.now();
    this.#image.src = this.#address();
  }

  /** Another one each time: browsers would show an address's old picture again instead of asking. */
  #address() {
    const fresh = `t=${Date.now().toString(36)}${this.#attempt}`;
    return `stream.mjpg?${this.#query ? `${this.#query}&` : ""}${fresh}`;
  }

  /**
   * Whether the server answers otherwise; when it comes back, so does the stream.
   *
   * @param {boolean} online
   */
  setOnline(online) {
    const back = online && !this.#online;
    this.#online = online;
    if (back && !document.hidden) {
      this.#backoff.reset();
      this.#patience = FROZEN_MS;
      this.reload();
    }
  }

  #arrived() {
    this.#broken = false;
    this.#backoff.reset();
    this.#moved();
  }

  #moved() {
    this.#movedAt = performance.now();
    if (this.#image.classList.contains("broken")) {
      this.#image.classList.remove("broken");
    }
    this.#become("live");
  }

  #failed() {
    this.#broken = true;
    this.#image.classList.add("broken");
    if (this.#snapshots.running || !this.#image.hasAttribute("src")) {
      return;
    }
    window.clearTimeout(this.#retry);
    const wait = this.#backoff.next();
    if (this.#online && this.#backoff.failures >= FAILURES_BEFORE_SNAPSHOTS) {
      this.#single();
    } else {
      this.#retry = window.setTimeout(() => this.reload(), wait);
    }
  }

  #single() {
    this.#snapshots.start();
    window.clearTimeout(this.#again);
    this.#again = window.setTimeout(() => this.#probe(), STREAM_AGAIN_MS);
  }

  /** Tries the stream beside the single pictures, and goes back to it when it shows something. */
  #probe() {
    if (!this.#snapshots.running) {
      return;
    }
    const probe = new Image();
    const done = (/** @type {boolean} */ works) => {
      probe.onload = probe.onerror = null;
      probe.src = "data:,";
      if (works) {
        this.#backoff.reset();
        this.reload();
      } else {
        this.#single();
      }
    };
    probe.onload = () => done(true);
    probe.onerror = () => done(false);
    this.#attempt += 1;
    probe.src = this.#address();
  }

  #look() {
    if (document.hidden || !this.#image.hasAttribute("src")) {
      return;
    }
    const now = performance.now();
    if (this.#motion.look()) {
      this.#broken = false;
      // A picture that is slow by nature is not frozen.
      this.#patience = Math.min(this.#longestPatience, Math.max(FROZEN_MS, 3 * (now - this.#movedAt)));
      this.#moved();
      return;
    }
    const still = now - this.#movedAt;
    if (still > LOST_MS && (this.#broken || !this.#online) && this.#status === "live") {
      this.#become("lost");
    }
    if (now - Math.max(this.#movedAt, this.#openedAt) > this.#patience && !this.#snapshots.running && this.#online) {
      this.#patience = Math.min(this.#longestPatience, this.#patience * 2);
      this.reload();
    }
  }

  /** @param {boolean} visible */
  #seen(visible) {
    window.clearTimeout(this.#unseen);
    if (visible) {
      this.#movedAt = performance.now();
      // Phones kill the stream of a page in the background without a word.
      if (!this.#snapshots.running) {
        this.reload();
      }
    } else {
      this.#unseen = window.setTimeout(() => this.#rest(), UNSEEN_MS);
    }
  }

  #rest() {
    window.clearTimeout(this.#retry);
    this.#snapshots.stop();
    this.#image.classList.add("broken");
    this.#image.removeAttribute("src");
  }

  /** @param {FeedStatus} status */
  #become(status) {
    if (status !== this.#status) {
      this.#status = status;
      this.#show(status);
    }
  }
}
