// @ts-check
import { el, icon, setAttribute, setText } from "../dom.js";
import { number, title } from "../format.js";

/** A refusal is read and then in the way. */
const REFUSAL_MS = 12_000;

/**
 * What a widget tells the page.
 *
 * @typedef {object} Port
 * @property {(value: import("../types.js").Value) => void} change
 * @property {() => void} hold a finger is on it: don't move it
 * @property {() => void} release
 *
 * @typedef {object} Widget
 * @property {Row} row
 * @property {(value: import("../types.js").Value) => void} show
 * @property {(max: number | null) => void} [limit] a smaller maximum than the schema's, for now
 */

/** What every control has: its name with help, the way back to its default, and room for a refusal. */
export class Row {
  #control;
  #error;
  #reason;
  #timer = 0;
  /** The name; `for` points at the widget's main input. */
  label;
  root;
  head;

  /**
   * @param {import("../types.js").Control} control
   * @param {Port} port
   */
  constructor(control, port) {
    this.#control = control;
    const name = title(control.name);
    const usual = defaultText(control);
    this.id = `control-${control.name}`;
    this.helpId = `${this.id}-help`;
    this.label = el(
      "label",
      { class: "control-name", for: this.id, id: `${this.id}-name`, "data-tip": control.help, "data-tip-more": usual },
      name,
    );
    const reset = el(
      "button",
      { type: "button", class: "reset", "aria-label": `Reset ${name} to ${usual.replace("Default ", "")}`, "data-tip": "Reset to the default" },
      icon("M3.5 6.5A5 5 0 1 1 3 9M3 3v3.5h3.5"),
    );
    reset.addEventListener("click", () => {
      this.clear();
      port.change(control.default);
    });
    this.#reason = el("span", { class: "inactive-reason" });
    this.#error = el("p", { class: "error", role: "alert", hidden: true });
    this.head = el("div", { class: "control-head" }, this.label, reset, this.#reason);
    this.root = el(
      "div",
      { class: "control", "data-control": control.name, "data-type": control.type },
      this.head,
      el("span", { class: "unseen", id: this.helpId }, `${control.help} ${usual}.`),
      this.#error,
    );
  }

  /**
   * Puts the widget under the name.
   *
   * @param {Element} widget
   */
  put(widget) {
    this.#error.before(widget);
  }

  /**
   * Marks whether the value is the default.
   *
   * @param {import("../types.js").Value} value
   */
  mark(value) {
    setAttribute(this.root, "data-changed", value !== this.#control.default);
    setAttribute(this.root, "data-value", String(value));
  }

  /**
   * Dims the control while it doesn't apply.
   *
   * @param {string | null} reason null when it applies
   */
  setInactive(reason) {
    setAttribute(this.root, "data-inactive", reason !== null);
    setText(this.#reason, reason ?? "");
  }

  /**
   * Says at the control why its value was not taken.
   *
   * @param {import("../types.js").Refusal} refusal
   */
  refuse({ error, allowed }) {
    const known = !allowed || error.includes(allowed);
    this.#error.textContent = known ? error : `${error.replace(/\.$/, "")}. Allowed: ${allowed}.`;
    this.#error.hidden = false;
    this.root.dataset.refused = "";
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.clear(), REFUSAL_MS);
  }

  /** Takes the refusal away. */
  clear() {
    window.clearTimeout(this.#timer);
    this.#error.hidden = true;
    delete this.root.dataset.refused;
  }
}

/** @param {import("../types.js").Control} control */
function defaultText(control) {
  const value = control.default;
  if (typeof value === "number") {
    return `Default ${number(value, control.step ?? 1)}${control.unit ? ` ${control.unit}` : ""}`;
  }
  if (typeof value === "boolean") {
    return `Default ${value ? "on" : "off"}`;
  }
  return `Default ${value === "" ? "empty" : value}`;
}
