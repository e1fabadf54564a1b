// @ts-check
import { el } from "../dom.js";
import { title } from "../format.js";
import { Row } from "./row.js";

/** More words or letters than this don't fit beside each other. */
const MOST_SEGMENTS = 5;
const MOST_LETTERS = 34;

/**
 * One word of a few: segments side by side, or a list where there are many.
 *
 * @param {import("../types.js").Control} control
 * @param {import("./row.js").Port} port
 * @returns {import("./row.js").Widget}
 */
export function choice(control, port) {
  const choices = control.choices ?? [];
  const fits = choices.length <= MOST_SEGMENTS && choices.join("").length <= MOST_LETTERS;
  return fits ? segments(control, choices, port) : list(control, choices, port);
}

/**
 * @param {import("../types.js").Control} control
 * @param {string[]} choices
 * @param {import("./row.js").Port} port
 * @returns {import("./row.js").Widget}
 */
function segments(control, choices, port) {
  const row = new Row(control, port);
  const inputs = choices.map((word, at) => {
    const input = el("input", { type: "radio", name: control.name, value: word, id: at === 0 ? row.id : null });
    input.addEventListener("change", () => {
      row.clear();
      row.mark(word);
      port.change(word);
    });
    return input;
  });
  row.label.removeAttribute("for");
  row.put(
    el(
      "div",
      { class: "segments", role: "radiogroup", "aria-labelledby": row.label.id, "aria-describedby": row.helpId },
      ...inputs.map((input) => el("label", {}, input, title(input.value))),
    ),
  );
  return {
    row,
    show: (value) => {
      for (const input of inputs) {
        input.checked = input.value === value;
      }
      row.mark(value);
    },
  };
}

/**
 * @param {import("../types.js").Control} control
 * @param {string[]} choices
 * @param {import("./row.js").Port} port
 * @returns {import("./row.js").Widget}
 */
function list(control, choices, port) {
  const row = new Row(control, port);
  const select = el(
    "select",
    { class: "select", id: row.id, "aria-describedby": row.helpId },
    ...choices.map((word) => el("option", { value: word }, title(word))),
  );
  select.addEventListener("change", () => {
    row.clear();
    row.mark(select.value);
    port.change(select.value);
  });
  row.put(select);
  return {
    row,
    show: (value) => {
      select.value = String(value);
      row.mark(value);
    },
  };
}
