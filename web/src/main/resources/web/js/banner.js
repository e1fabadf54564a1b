// @ts-check
import { byId, el, icon, setText } from "./dom.js";

/**
 * What the viewer should know, as the state tells it. The source's trouble is told even where the server has no
 * warning of its own for it.
 *
 * @param {import("./types.js").State} state
 * @returns {(import("./types.js").Warning & {tone: "amber" | "red"})[]}
 */
export function warningsOf(state) {
  /** @type {(import("./types.js").Warning & {tone: "amber" | "red"})[]} */
  const list = (state.warnings ?? []).map((warning) => ({
    ...warning,
    message: sentence(warning.message),
    tone: warning.code === "no-signal" ? "red" : "amber",
  }));
  const { source, model } = state;
  if (source?.state === "no-signal" && !list.some((warning) => /source|signal|camera/.test(warning.code))) {
    list.unshift({
      code: "no-signal",
      tone: "red",
      message: `No signal from ${source.name ?? source.spec ?? "the source"}.`,
      fix: sentence(source.error || "Check that it is plugged in and that no other program uses it."),
    });
  }
  if (model?.state === "failed" && !list.some((warning) => /model|download/.test(warning.code))) {
    list.push({ code: "model-failed", tone: "amber", message: sentence(model.message || "The model could not be loaded."), fix: null });
  }
  return list;
}

/** @param {string} text */
function sentence(text) {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The bar of warnings over the picture; one that was closed stays closed until its cause goes away. */
export class Banner {
  #root = byId("banner", HTMLElement);
  /** @type {Set<string>} codes */
  #closed = new Set();
  /** @type {Map<string, {row: HTMLElement, message: HTMLElement, fix: HTMLElement}>} by code */
  #rows = new Map();

  /** @param {import("./types.js").State} state */
  show(state) {
    const warnings = warningsOf(state);
    const codes = new Set(warnings.map((warning) => warning.code));
    this.#closed.forEach((code) => codes.has(code) || this.#closed.delete(code));
    for (const [code, { row }] of this.#rows) {
      if (!codes.has(code)) {
        row.remove();
        this.#rows.delete(code);
      }
    }
    for (const warning of warnings) {
      if (!this.#closed.has(warning.code)) {
        // Rows are kept and only their text changes, so that a finger or the focus on one isn't pulled away.
        const { message, fix } = this.#rows.get(warning.code) ?? this.#add(warning);
        setText(message, warning.message);
        setText(fix, warning.fix ?? "");
      }
    }
    this.#root.hidden = this.#rows.size === 0;
  }

  /** @param {import("./types.js").Warning & {tone: string}} warning */
  #add({ code, tone }) {
    const message = el("strong");
    const fix = el("span");
    const close = el(
      "button",
      { type: "button", class: "warning-close", "aria-label": "Hide this warning" },
      icon("M3 3l10 10M13 3 3 13"),
    );
    const row = el(
      "div",
      { class: "warning", "data-code": code, "data-tone": tone },
      el("span", { class: "warning-mark", "aria-hidden": "true" }),
      el("p", { class: "warning-text" }, message, " ", fix),
      close,
    );
    close.addEventListener("click", () => {
      this.#closed.add(code);
      this.#rows.delete(code);
      row.remove();
      this.#root.hidden = this.#rows.size === 0;
    });
    const parts = { row, message, fix };
    this.#rows.set(code, parts);
    this.#root.append(row);
    return parts;
  }
}
