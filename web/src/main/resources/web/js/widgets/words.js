// @ts-check
import { el } from "../dom.js";
import { Row } from "./row.js";

/**
 * Free text: taken on Enter or on leaving the field, dropped on Escape.
 *
 * @param {import("../types.js").Control} control
 * @param {import("./row.js").Port} port
 * @returns {import("./row.js").Widget}
 */
export function words(control, port) {
  const row = new Row(control, port);
  const input = el("input", {
    type: "text",
    class: "words",
    id: row.id,
    spellcheck: "false",
    autocomplete: "off",
    maxlength: 2048,
    "aria-describedby": row.helpId,
  });
  let shown = "";
  let dirty = false;

  function take() {
    if (dirty) {
      dirty = false;
      row.mark(input.value);
      port.change(input.value);
    }
  }

  input.addEventListener("input", () => {
    dirty = true;
    row.clear();
  });
  input.addEventListener("blur", take);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      take();
    } else if (event.key === "Escape") {
      dirty = false;
      input.value = shown;
    }
  });
  row.put(input);
  return {
    row,
    show: (value) => {
      shown = String(value);
      if (!dirty) {
        input.value = shown;
      }
      row.mark(value);
    },
  };
}
