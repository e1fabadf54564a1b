// @ts-check
import { byId, el } from "./dom.js";

const HOVER_MS = 350;
const GAP = 12;
const EDGE = 8;

/** One small bubble for everything that has `data-tip`: on hover, on keyboard focus, on a tap at a name. */
export class Tooltip {
  #bubble = byId("tooltip", HTMLElement);
  /** @type {HTMLElement | null} */
  #owner = null;
  #timer = 0;

  constructor() {
    document.addEventListener("pointerover", (event) => {
      if (event.pointerType === "mouse" && event.buttons === 0) {
        this.#plan(tipped(event.target));
      }
    });
    document.addEventListener("pointerdown", () => this.#hide());
    document.addEventListener("focusin", (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      if (target.matches(":focus-visible") && !target.matches("input[type=text], input[type=password]")) {
        this.#open(tipped(target) ?? target.closest(".control")?.querySelector("[data-tip]") ?? null);
      }
    });
    document.addEventListener("focusout", () => this.#hide());
    document.addEventListener("click", (event) => {
      // A finger can't hover: a tap at a name or a figure tells what it is.
      if (event instanceof PointerEvent && event.pointerType === "touch") {
        const owner = tipped(event.target);
        if (owner && !owner.matches("button, a")) {
          // The name's own click would carry the focus, and with it the page, to the widget. A switch keeps its click.
          if (owner instanceof HTMLLabelElement && owner.control?.getAttribute("type") === "range") {
            event.preventDefault();
          }
          this.#open(owner);
        }
      }
    });
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.#hide());
    document.addEventListener("scroll", () => this.#scrolled(), { capture: true, passive: true });
  }

  /** @param {HTMLElement | null} owner */
  #plan(owner) {
    if (owner === this.#owner) {
      return;
    }
    this.#hide();
    if (owner) {
      this.#owner = owner;
      this.#timer = window.setTimeout(() => this.#open(owner), HOVER_MS);
    }
  }

  /** @param {HTMLElement | null} owner */
  #open(owner) {
    this.#hide();
    if (!owner || !owner.dataset.tip || !owner.isConnected) {
      return;
    }
    this.#owner = owner;
    const more = owner.dataset.tipMore;
    this.#bubble.replaceChildren(owner.dataset.tip, more ? el("small", {}, more) : "");
    this.#bubble.hidden = false;
    this.#place(owner);
  }

  /** Focus by the keyboard scrolls its target into view: the bubble comes along. */
  #scrolled() {
    const owner = this.#owner;
    const focused = document.activeElement;
    if (owner && !this.#bubble.hidden && focused?.matches(":focus-visible") && focused.closest(".control")?.contains(owner)) {
      this.#place(owner);
    } else {
      this.#hide();
    }
  }

  #hide() {
    window.clearTimeout(this.#timer);
    this.#owner = null;
    this.#bubble.hidden = true;
  }

  /** Beside the panel where there is room, so that it covers no control; else above or below. @param {HTMLElement} owner */
  #place(owner) {
    const at = owner.getBoundingClientRect();
    const { width, height } = this.#bubble.getBoundingClientRect();
    const panel = owner.closest("#panel")?.getBoundingClientRect();
    let x = at.left + at.width / 2 - width / 2;
    let y = at.top - height - GAP / 2;
    if (panel && panel.left >= width + GAP + EDGE) {
      x = panel.left - width - GAP;
      y = at.top + at.height / 2 - height / 2;
    } else if (panel) {
      x = at.left;
    }
    if (y < EDGE) {
      y = at.bottom + GAP / 2;
    }
    x = Math.max(EDGE, Math.min(x, window.innerWidth - width - EDGE));
    y = Math.max(EDGE, Math.min(y, window.innerHeight - height - EDGE));
    this.#bubble.style.setProperty("--x", `${Math.round(x)}px`);
    this.#bubble.style.setProperty("--y", `${Math.round(y)}px`);
  }
}

/**
 * @param {EventTarget | null} target
 * @returns {HTMLElement | null}
 */
function tipped(target) {
  return target instanceof Element ? target.closest("[data-tip]") : null;
}
