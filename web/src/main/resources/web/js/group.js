// @ts-check
import { el, icon, setAttribute, setText } from "./dom.js";
import { title } from "./format.js";
import { recall, remember } from "./memory.js";

const OPEN = "reverie.groups";
/** What most people play with stands open on the first visit; the rest says in its heading what it holds. */
const OPEN_AT_FIRST = new Set(["Dream", "Life"]);

/** A section of controls that can be folded; the browser remembers how it was left. */
export class Group {
  #name;
  #note = el("span", { class: "group-note" });
  /** @type {import("./widgets/row.js").Row[]} */
  #rows = [];
  root;

  /** @param {string} name */
  constructor(name) {
    this.#name = name;
    const id = `group-${name.toLowerCase().replace(/\W+/g, "-")}`;
    const head = el(
      "summary",
      { class: "group-head" },
      el("h2", { class: "group-title", id }, title(name)),
      this.#note,
      icon("M5.5 3.5 10 8l-4.5 4.5"),
    );
    this.root = el("details", { class: "group", "data-group": name, "aria-labelledby": id, open: isOpen(name) }, head);
    this.root.addEventListener("toggle", () => {
      if (this.root.open !== isOpen(name)) {
        keep(name, this.root.open);
      }
    });
  }

  /** @param {import("./widgets/row.js").Row} row */
  add(row) {
    this.#rows.push(row);
    this.root.append(row.root);
  }

  /** Says in the heading what is inside, or how much of it isn't as it was: seen while it is folded. */
  refresh() {
    const changed = this.#rows.filter((row) => row.changed).length;
    const names = this.#rows.filter((row) => !row.follows).map((row) => row.name).join(", ");
    setText(this.#note, changed > 0 ? `${changed} changed` : names.toLowerCase());
    setAttribute(this.#note, "data-changed", changed > 0);
  }

  /** Opens it, so that something inside can be seen. */
  open() {
    this.root.open = true;
  }
}

/** @returns {Record<string, boolean>} what was opened or folded by hand */
function kept() {
  try {
    const groups = JSON.parse(recall("localStorage", OPEN) ?? "{}");
    return typeof groups === "object" && groups !== null ? groups : {};
  } catch {
    // Not ours, or from another time: as on a first visit.
    return {};
  }
}

/** @param {string} name */
function isOpen(name) {
  return kept()[name] ?? OPEN_AT_FIRST.has(name);
}

/**
 * @param {string} name
 * @param {boolean} open
 */
function keep(name, open) {
  remember("localStorage", OPEN, JSON.stringify({ ...kept(), [name]: open }));
}
