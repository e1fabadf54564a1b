// @ts-check
import { el, setAttribute } from "../dom.js";
import { number, unitText } from "../format.js";
import { scaleOf } from "../scale.js";
import { numberField } from "./field.js";
import { Row } from "./row.js";

/** Places on a bent slider's way. */
const PLACES = 1000;
const PAGE = 0.1;

/**
 * A number: a slider and a field to type in. The field takes any number and leaves the judgement to the server; the
 * slider moves by the schema's step.
 *
 * @param {import("../types.js").Control} control
 * @param {import("./row.js").Port} port
 * @returns {import("./row.js").Widget}
 */
export function slider(control, port) {
  const { min = 0, step = 1 } = control;
  const unit = unitText(control.unit);
  const schemaMax = control.max ?? 100;
  const usual = Number(control.default);
  const row = new Row(control, port);
  let scale = scaleOf({ min, max: schemaMax, step, default: usual });
  let shown = usual;
  let before = usual;

  const range = el("input", { type: "range", id: row.id, "aria-describedby": row.helpId });
  const notch = el("span", { class: "notch", "aria-hidden": "true" });
  const track = el("div", { class: "slider" }, range, notch);
  const field = numberField({
    label: `${row.label.textContent}${unit ? `, ${unit}` : ""}`,
    describedBy: row.helpId,
    commit: (value) => change(value),
    refuse: (text) =>
      row.refuse({ error: `"${text}" is not a number.`, allowed: `a number from ${min} to ${schemaMax}${unit ? ` ${unit}` : ""}` }),
    nudge: (steps) => change(scale.snap(shown + steps * step)),
    edited: () => row.clear(),
  });
  row.head.append(el("span", { class: "reading" }, field.root, el("span", { class: "unit" }, unit ? `\u2002${unit}` : "")));
  row.put(track);

  function measure() {
    range.min = String(scale.straight ? scale.min : 0);
    range.max = String(scale.straight ? scale.max : PLACES);
    range.step = String(scale.straight ? scale.step : 1);
    track.style.setProperty("--default", scale.place(usual).toFixed(4));
    setAttribute(track, "data-both-ways", scale.min < 0 && scale.max > 0);
    draw(shown);
  }

  /** @param {number} value */
  function draw(value) {
    shown = value;
    range.value = String(scale.straight ? value : scale.place(value) * PLACES);
    range.setAttribute("aria-valuetext", `${number(value, step)}${unit ? ` ${unit}` : ""}`);
    const place = scale.place(value);
    const origin = scale.place(Math.max(0, scale.min));
    track.style.setProperty("--from", Math.min(origin, place).toFixed(4));
    track.style.setProperty("--fill", Math.abs(place - origin).toFixed(4));
    field.show(number(value, step));
    row.mark(value);
  }

  /** @param {number} value */
  function change(value) {
    row.clear();
    draw(value);
    port.change(value);
  }

  range.addEventListener("input", () => {
    const at = Number(range.value);
    change(scale.straight ? scale.snap(at) : scale.value(at / PLACES));
  });
  range.addEventListener("dblclick", () => change(usual));
  range.addEventListener("keydown", (event) => {
    const to = keyed(event.key, event.shiftKey);
    if (to !== null && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      change(to);
    }
  });

  range.addEventListener("pointerdown", () => {
    before = shown;
    port.hold();
    const letGo = (/** @type {PointerEvent} */ event) => {
      window.removeEventListener("pointerup", letGo);
      window.removeEventListener("pointercancel", letGo);
      if (event.type === "pointercancel" && shown !== before) {
        // The touch turned out to be the start of a scroll.
        change(before);
      }
      port.release();
    };
    window.addEventListener("pointerup", letGo);
    window.addEventListener("pointercancel", letGo);
  });

  /**
   * @param {string} key
   * @param {boolean} shift
   * @returns {number | null}
   */
  function keyed(key, shift) {
    const by = step * (shift ? 10 : 1);
    switch (key) {
      case "ArrowRight":
      case "ArrowUp":
        return scale.snap(shown + by);
      case "ArrowLeft":
      case "ArrowDown":
        return scale.snap(shown - by);
      case "PageUp":
        return scale.value(scale.place(shown) + PAGE);
      case "PageDown":
        return scale.value(scale.place(shown) - PAGE);
      case "Home":
        return scale.min;
      case "End":
        return scale.max;
      case "Delete":
      case "Backspace":
        return usual;
      default:
        return null;
    }
  }

  measure();
  return {
    row,
    show: (value) => draw(Number(value)),
    limit: (max) => {
      const wanted = Math.max(min + step, Math.min(schemaMax, max ?? schemaMax));
      if (wanted !== scale.max) {
        scale = scaleOf({ min, max: wanted, step, default: usual });
        measure();
      }
    },
  };
}
