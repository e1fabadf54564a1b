// @ts-check
import { el } from "../dom.js";
import { Row } from "./row.js";

/**
 * On or off: a switch.
 *
 * @param {import("../types.js").Control} control
 * @param {import("./row.js").Port} port
 * @returns {import("./row.js").Widget}
 */
export function toggle(control, port) {
  const row = new Row(control, port);
  const input = el("input", { type: "checkbox", role: "switch", class: "switch", id: row.id, "aria-describedby": row.helpId });
  input.addEventListener("change", () => {
    row.clear();
    row.mark(input.checked);
    port.change(input.checked);
  });
  row.head.append(input);
  return {
    row,
    show: (value) => {
      input.checked = value === true;
      row.mark(value === true);
    },
  };
}
