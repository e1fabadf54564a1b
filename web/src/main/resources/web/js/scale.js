// @ts-check
/**
 * How a slider's way maps to a control's values.
 *
 * Most ranges are straight. A range of more than a thousand steps would be useless so, and so would one of fewer whose
 * default huddles at the low end: there, most of the way goes to the values around the default, finer towards the low
 * end, and the last stretch climbs to the maximum by ratio.
 */
import { decimalsOf } from "./format.js";

/** More steps than this and the slider is bent. */
const STRAIGHT_STEPS = 1000;
/** A default lower than this share of the range bends it too, where there are steps enough to choose from. */
const HUDDLED = 1 / 15;
const HUDDLED_STEPS = 100;
/** Share of the way that the useful range gets. */
const KNEE_AT = 0.86;
/** The useful range ends at about this many times the default. */
const KNEE_DEFAULTS = 7;

/**
 * @typedef {object} Scale
 * @property {boolean} straight whether the slider's own value is the control's value
 * @property {(value: number) => number} place value to place on the way, 0..1
 * @property {(place: number) => number} value place to value, on the grid of steps
 * @property {(value: number) => number} snap to the nearest step, in range
 * @property {number} min
 * @property {number} max
 * @property {number} step
 */

/**
 * @param {{min: number, max: number, step: number, default: number}} range
 * @returns {Scale}
 */
export function scaleOf({ min, max, step, default: usual }) {
  const span = max - min || 1;
  const decimals = Math.max(decimalsOf(step), decimalsOf(min));
  /** @param {number} value */
  const snap = (value) => {
    const stepped = min + Math.round((clamp(value, min, max) - min) / step) * step;
    return Number(clamp(stepped, min, max).toFixed(decimals));
  };
  const huddled = usual > min && (usual - min) / span < HUDDLED && span / step > HUDDLED_STEPS;
  if (span / step <= STRAIGHT_STEPS && !huddled) {
    return {
      straight: true,
      place: (value) => clamp((value - min) / span, 0, 1),
      value: (place) => snap(min + place * span),
      snap,
      min,
      max,
      step,
    };
  }
  const { place, value } = usual > min ? bentAround(usual - min, span) : bentToLow(span);
  return {
    straight: false,
    place: (v) => clamp(place(clamp(v - min, 0, span)), 0, 1),
    value: (p) => snap(min + roundFar(value(clamp(p, 0, 1)), step)),
    snap,
    min,
    max,
    step,
  };
}

/**
 * @param {number} usual
 * @param {number} span
 */
function bentAround(usual, span) {
  const knee = Math.min(span / 2, nice(usual * KNEE_DEFAULTS));
  const climb = Math.log(span / knee);
  return {
    /** @param {number} v */
    place: (v) =>
      v <= knee ? KNEE_AT * Math.sqrt(v / knee) : KNEE_AT + ((1 - KNEE_AT) * Math.log(v / knee)) / climb,
    /** @param {number} p */
    value: (p) =>
      p <= KNEE_AT ? knee * (p / KNEE_AT) ** 2 : knee * Math.exp((climb * (p - KNEE_AT)) / (1 - KNEE_AT)),
  };
}

/** @param {number} span */
function bentToLow(span) {
  return {
    /** @param {number} v */
    place: (v) => Math.sqrt(v / span),
    /** @param {number} p */
    value: (p) => span * p * p,
  };
}

/**
 * Far up the range nobody wants 48 213.7: three digits are enough there.
 *
 * @param {number} value
 * @param {number} step
 */
function roundFar(value, step) {
  return value > step * STRAIGHT_STEPS ? Number(value.toPrecision(2)) : value;
}

/**
 * The nearest 1, 2 or 5 times a power of ten.
 *
 * @param {number} value
 */
function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  const lead = value / power;
  return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}
