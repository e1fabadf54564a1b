// @ts-check
import { byId, el, setText } from "./dom.js";
import { figure } from "./format.js";

/** The limiter comes and goes with every flash; its note stays long enough to be read. */
const LINGER_MS = 4000;
/** What the governor takes back, by control name. */
const GOVERNED = ["size", "octaves", "steps"];

/** @typedef {import("./types.js").State} State */
/** @typedef {{code: "governor" | "flash" | "asleep", text: string, tip: string}} Note */

/**
 * What the program does by itself at the moment, where a viewer might wonder.
 *
 * @param {State} state
 * @returns {Note[]}
 */
export function notesOf({ governor, flash, mood }) {
  /** @type {Note[]} */
  const notes = [];
  if ((governor?.level ?? 0) > 0) {
    notes.push({
      code: "governor",
      text: governor?.reason || "Dreaming less, to keep the picture rate",
      tip: "While this machine is busy, quality auto spends less on the dream; it comes back by itself",
    });
  }
  if (flash?.limiting) {
    notes.push({
      code: "flash",
      text: "Flash limiter at work",
      tip: "Something flashes more than photosensitive viewers can bear; the limiter holds it back",
    });
  }
  if ((mood?.attract ?? 0) > 0.5) {
    notes.push({
      code: "asleep",
      text: "Asleep, playing by itself",
      tip: "Nothing has moved for a while; it wakes when something does",
    });
  }
  return notes;
}

/**
 * A few words to stand beside single controls: what they come to at the moment.
 *
 * @param {State | null} state
 * @param {(name: string) => import("./types.js").Value | undefined} value
 * @returns {Map<string, string>} by control name
 */
export function asidesOf(state, value) {
  /** @type {Map<string, string>} */
  const asides = new Map();
  const { governor, mood } = state ?? {};
  for (const name of GOVERNED) {
    const now = governor?.[name];
    if ((governor?.level ?? 0) > 0 && typeof now === "number" && now !== value(name)) {
      asides.set(name, `now ${now}`);
    }
  }
  if (value("tour") !== "off" && typeof mood?.next_s === "number") {
    const where = mood.layer ? `on tour: ${mood.layer}` : "on tour";
    asides.set("layer", `${where}, next in ${Math.ceil(mood.next_s)}\u2009s`);
  }
  if (value("motion") !== "off" && typeof mood?.motion === "number") {
    asides.set("motion-threshold", `now ${figure(mood.motion)}\u2009%`);
  }
  if (value("idle") === 0) {
    asides.set("idle", "never");
  }
  return asides;
}

/** The notes above the figures. */
export class Notes {
  #root = byId("notes", HTMLElement);
  /** @type {Map<string, HTMLElement>} by code */
  #rows = new Map();
  /** When the limiter was last at work. */
  #limited = -Infinity;

  /** @param {State} state */
  show(state) {
    if (state.flash?.limiting) {
      this.#limited = performance.now();
    }
    const lingering = performance.now() - this.#limited < LINGER_MS;
    const notes = notesOf({ ...state, flash: { limiting: lingering } });
    for (const [code, row] of this.#rows) {
      if (!notes.some((note) => note.code === code)) {
        row.remove();
        this.#rows.delete(code);
      }
    }
    for (const { code, text, tip } of notes) {
      let row = this.#rows.get(code);
      if (!row) {
        row = el("span", { class: "note", "data-note": code, "data-tip": tip });
        this.#rows.set(code, row);
        this.#root.append(row);
      }
      setText(row, text);
    }
    this.#root.hidden = notes.length === 0;
  }
}
