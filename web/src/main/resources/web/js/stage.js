// @ts-check
import { byId, setText } from "./dom.js";

const REST_MS = 2500;

/** The room the picture hangs in: what is said while there is none, full screen, saving a picture. */
export class Stage {
  #root = byId("stage", HTMLElement);
  #image = byId("feed", HTMLImageElement);
  #button = byId("fullscreen", HTMLButtonElement);
  #title = /** @type {HTMLElement} */ (this.#root.querySelector(".veil-title"));
  #detail = /** @type {HTMLElement} */ (this.#root.querySelector(".veil-detail"));
  /** @type {import("./feed.js").FeedStatus} */
  #feed = "waiting";
  /** @type {import("./link.js").LinkStatus} */
  #link = "connecting";
  /** @type {import("./types.js").State | null} */
  #state = null;
  #rest = 0;

  constructor() {
    this.#button.addEventListener("click", () => this.#toggle());
    this.#root.addEventListener("dblclick", (event) => {
      if (event.target === this.#image) {
        this.#toggle();
      }
    });
    document.addEventListener("fullscreenchange", () => this.#fill(document.fullscreenElement === this.#root));
    document.addEventListener("keydown", (event) => this.#key(event));
    for (const kind of ["pointermove", "pointerdown", "keydown"]) {
      this.#root.addEventListener(kind, () => this.#stir());
    }
    const snapshot = byId("snapshot", HTMLAnchorElement);
    snapshot.addEventListener("click", () => {
      snapshot.download = `reverie-${stamp(new Date())}.jpg`;
    });
    this.#image.addEventListener("load", () => this.#shape());
    this.#say();
  }

  /** @param {import("./feed.js").FeedStatus} status */
  showFeed(status) {
    this.#feed = status;
    this.#root.dataset.feed = status;
    this.#shape();
    this.#say();
  }

  /** @param {import("./link.js").LinkStatus} status */
  showLink(status) {
    this.#link = status;
    this.#say();
  }

  /** @param {import("./types.js").State} state */
  showState(state) {
    this.#state = state;
    this.#say();
  }

  #say() {
    const [title, detail] = this.#words();
    setText(this.#title, title);
    setText(this.#detail, detail);
  }

  /** @returns {[string, string]} */
  #words() {
    if (this.#feed === "live") {
      return ["", ""];
    }
    if (this.#feed === "lost") {
      return ["Reconnecting", "The picture comes back by itself."];
    }
    if (this.#link === "offline") {
      return ["Looking for Reverie", "Is it still running? This page keeps trying."];
    }
    const source = this.#state?.source;
    if (this.#state?.reason) {
      return ["Waking up", this.#state.reason];
    }
    if (source?.state === "connecting") {
      return ["Waking up", `Opening ${source.name ?? source.spec ?? "the source"}`];
    }
    return ["Waking up", ""];
  }

  #shape() {
    const { naturalWidth: width, naturalHeight: height } = this.#image;
    if (width > 0 && height > 0) {
      document.documentElement.style.setProperty("--aspect", (width / height).toFixed(4));
    }
  }

  #toggle() {
    if (document.fullscreenElement) {
      void document.exitFullscreen();
    } else if (this.#root.classList.contains("filling")) {
      this.#fill(false);
    } else if (this.#root.requestFullscreen) {
      this.#root.requestFullscreen({ navigationUI: "hide" }).catch(() => this.#fill(true));
    } else {
      this.#fill(true);
    }
  }

  /** @param {boolean} full */
  #fill(full) {
    this.#root.classList.toggle("filling", full);
    this.#button.setAttribute("aria-pressed", String(full));
    this.#stir();
  }

  /** Tools and pointer show while something moves, and leave the picture alone afterwards. */
  #stir() {
    this.#root.classList.remove("resting");
    window.clearTimeout(this.#rest);
    this.#rest = window.setTimeout(() => this.#root.classList.add("resting"), REST_MS);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
    const target = /** @type {Element | null} */ (event.target);
    const typing = target?.matches?.("input:not([type=range], [type=radio], [type=checkbox]), select, textarea");
    if (!plain || typing || document.querySelector("dialog[open]")) {
      return;
    }
    if (event.key === "f" || event.key === "F") {
      event.preventDefault();
      this.#toggle();
    } else if (event.key === "Escape" && !document.fullscreenElement) {
      this.#fill(false);
    }
  }
}

/** @param {Date} time */
function stamp(time) {
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const day = `${time.getFullYear()}${two(time.getMonth() + 1)}${two(time.getDate())}`;
  return `${day}-${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`;
}
