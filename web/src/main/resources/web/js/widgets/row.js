// @ts-check
import { el, icon, setAttribute, setText } from "../dom.js";
import { number, title, unitText } from "../format.js";

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
  #help;
  #aside;
  /** @type {import("../relations.js").Inactive | null} */
  #inactive = null;
  #timer = 0;
  /** What it is called on the page. */
  name;
  /** Whether its value is not the default. */
  changed = false;
  /** Whether it stands under another control. */
  follows = false;
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
    this.name = name;
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
    this.#aside = el("span", { class: "aside" });
    this.#help = el("span", { class: "unseen", id: this.helpId }, helpText(control, null));
    this.#error = el("p", { class: "error", role: "alert", hidden: true });
    this.head = el("div", { class: "control-head" }, this.label, reset, this.#aside);
    this.root = el(
      "div",
      { class: "control", "data-control": control.name, "data-type": control.type },
      this.head,
      this.#help,
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
   * Puts the control under another one, whose name it then needn't repeat to those who see it.
   *
   * @param {string | null} leader null for a control that stands by itself
   */
  follow(leader) {
    this.follows = leader !== null;
    setAttribute(this.root, "data-follower", this.follows);
    const spoken = `${title(leader ?? "")} `;
    if (this.follows && this.name.startsWith(spoken)) {
      this.label.replaceChildren(el("span", { class: "unseen" }, spoken), title(this.name.slice(spoken.length)));
    }
  }

  /**
   * Marks whether the value is the default.
   *
   * @param {import("../types.js").Value} value
   */
  mark(value) {
    this.changed = value !== this.#control.default;
    setAttribute(this.root, "data-changed", this.changed);
    setAttribute(this.root, "data-value", String(value));
  }

  /**
   * Dims the control while it has no effect, and says why; it can be set all the same, unless it is folded.
   *
   * @param {import("../relations.js").Inactive | null} inactive null when it has an effect
   * @param {string} aside a few words about a control that has one; may be empty
   */
  apply(inactive, aside) {
    if (inactive?.reason !== this.#inactive?.reason) {
      setText(this.#help, helpText(this.#control, inactive));
      this.label.dataset.tipMore = [defaultText(this.#control), effectText(inactive)].filter(Boolean).join(". ");
    }
    this.#inactive = inactive;
    setAttribute(this.root, "data-inactive", inactive !== null);
    setAttribute(this.root, "data-folded", inactive?.folded === true);
    setText(this.#aside, inactive?.reason ?? aside);
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

/**
 * @param {import("../types.js").Control} control
 * @param {import("../relations.js").Inactive | null} inactive
 */
function helpText(control, inactive) {
  return [control.help, `${defaultText(control)}.`, effectText(inactive)].filter(Boolean).join(" ");
}

/** @param {import("../relations.js").Inactive | null} inactive */
function effectText(inactive) {
  return inactive ? `No effect now: ${inactive.reason}` : "";
}

/** @param {import("../types.js").Control} control */
function defaultText(control) {
  const value = control.default;
  if (typeof value === "number") {
    return `Default ${number(value, control.step ?? 1)}${control.unit ? ` ${unitText(control.unit)}` : ""}`;
  }
  if (typeof value === "boolean") {
    return `Default ${value ? "on" : "off"}`;
  }
  return `Default ${value === "" ? "empty" : value}`;
}
