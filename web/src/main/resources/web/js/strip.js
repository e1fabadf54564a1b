// @ts-check
import { byId, el, setAttribute, setText } from "./dom.js";
import { figure } from "./format.js";

/**
 * @typedef {object} Item one figure of the strip
 * @property {string} key
 * @property {string} label
 * @property {boolean} [wide] a few words rather than a number
 * @property {string} [unit]
 * @property {(state: import("./types.js").State) => string} value
 * @property {(state: import("./types.js").State) => string} [tip]
 * @property {(state: import("./types.js").State) => "bad" | "wait" | null} [mark]
 */

/** @type {Item[]} */
const ITEMS = [
  {
    key: "output",
    label: "Picture",
    unit: "fps",
    value: (s) => figure(s.rates?.output),
    tip: (s) => `${size(s.sizes?.output)} sent; the source gives ${figure(s.rates?.captured)} fps`,
  },
  {
    key: "dreamed",
    label: "Dream",
    unit: "/s",
    value: (s) => figure(s.rates?.dreamed),
    tip: (s) => `How often the dream is renewed, at ${size(s.sizes?.dream)}`,
  },
  {
    key: "steps",
    label: "Steps",
    unit: "/s",
    value: (s) => figure(s.rates?.steps),
    tip: () => "Gradient steps per second",
  },
  {
    key: "latency",
    label: "Latency",
    unit: "ms",
    value: (s) => whole(s.latency_ms?.p50),
    tip: (s) =>
      `Camera to stream: half of the pictures within ${whole(s.latency_ms?.p50)} ms, 95 of 100 within ${whole(s.latency_ms?.p95)} ms, 99 within ${whole(s.latency_ms?.p99)} ms`,
  },
  { key: "viewers", label: "Viewers", value: (s) => whole(s.viewers?.count) },
  {
    key: "engine",
    label: "Engine",
    wide: true,
    value: (s) => s.engine?.name ?? "\u2013",
    tip: (s) => sentences(s.engine?.detail, s.engine?.reason),
  },
  {
    key: "model",
    label: "Dreaming",
    wide: true,
    value: (s) => [s.model?.name, s.model?.layer].filter(Boolean).join(" \u00b7 ") || "\u2013",
    tip: (s) => s.model?.message ?? "",
  },
  {
    key: "source",
    label: "Source",
    wide: true,
    value: (s) => (s.source?.state === "no-signal" ? "No signal" : (s.source?.name ?? s.source?.spec ?? "\u2013")),
    tip: (s) =>
      sentences(
        s.source?.width ? `${size([s.source.width, s.source.height ?? 0])} at ${figure(s.source.fps)} fps` : "",
        s.source?.error || s.source?.reason,
        s.source?.reconnects ? `Attempts to reconnect: ${s.source.reconnects}` : "",
      ),
    mark: (s) => (s.source?.state === "no-signal" ? "bad" : s.source?.state === "connecting" ? "wait" : null),
  },
];

/** The quiet line of figures under the picture. */
export class Strip {
  /** @type {Map<Item, {row: HTMLElement, value: HTMLElement}>} */
  #rows = new Map();

  constructor() {
    const list = byId("strip", HTMLElement);
    for (const item of ITEMS) {
      const value = el("span", {}, "\u2013");
      const unit = item.unit ? el("span", { class: "unit" }, item.unit) : null;
      const row = el(
        "div",
        { "data-figure": item.key, "data-wide": item.wide },
        el("dt", {}, item.label),
        el("dd", {}, value, unit),
      );
      list.append(row);
      this.#rows.set(item, { row, value });
    }
  }

  /** @param {import("./types.js").State} state */
  show(state) {
    for (const [item, { row, value }] of this.#rows) {
      setText(value, item.value(state));
      setAttribute(row, "data-tip", item.tip?.(state) || null);
      setAttribute(row, "data-state", item.mark?.(state) ?? null);
    }
  }
}

/** @param {number | undefined} value */
function whole(value) {
  return value === undefined || value === null ? "\u2013" : String(Math.round(value));
}

/** @param {number[] | undefined} size */
function size(size) {
  return size ? `${size[0]}\u00d7${size[1]}` : "\u2013";
}

/** @param {...(string | undefined | null)} parts */
function sentences(...parts) {
  return parts
    .filter((part) => part)
    .map((part) => String(part).replace(/\.$/, ""))
    .join(". ");
}
