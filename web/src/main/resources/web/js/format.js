// @ts-check
/** Numbers and names as people read them. */

/** Words that are written in capitals. */
const CAPITALS = new Set(["fps", "jpeg", "url", "osc", "midi", "fov", "rgb", "hsv", "x", "y"]);

/**
 * A control's name for people: `octave-scale` becomes "Octave scale", `fps` becomes "FPS".
 *
 * @param {string} name
 */
export function title(name) {
  const words = name.split(/[-_]/).map((word) => (CAPITALS.has(word) ? word.toUpperCase() : word));
  const text = words.join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * A unit as it is written beside a number: `deg/s` becomes "°/s".
 *
 * @param {string | undefined} unit
 */
export function unitText(unit) {
  return (unit ?? "").replace(/^deg\b/, "\u00b0");
}

/**
 * How many decimals a step needs: 0.05 needs two.
 *
 * @param {number} step
 */
export function decimalsOf(step) {
  const text = String(step);
  const dot = text.indexOf(".");
  return dot < 0 ? 0 : Math.min(6, text.length - dot - 1);
}

/**
 * A control's number: at least the step's decimals, more only where the value has more.
 *
 * @param {number} value
 * @param {number} step
 */
export function number(value, step) {
  if (!Number.isFinite(value)) {
    return "";
  }
  const own = decimalsOf(Number(value.toPrecision(9)));
  // Far from zero a trailing ".0" says nothing.
  return value.toFixed(Math.abs(value) >= 1000 ? Math.min(own, 1) : Math.max(own, decimalsOf(step)));
}

/**
 * A measured figure: three digits, never more movement than that.
 *
 * @param {number | null | undefined} value
 */
export function figure(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return "\u2013";
  }
  const size = Math.abs(value);
  return value.toFixed(size > 0 && size < 9.95 ? 1 : 0);
}

/**
 * A size in bytes.
 *
 * @param {number | null | undefined} bytes
 */
export function bytes(bytes) {
  if (!bytes) {
    return "";
  }
  const mega = bytes / 1e6;
  return mega < 9.95 ? `${mega.toFixed(1)} MB` : mega < 1000 ? `${Math.round(mega)} MB` : `${(mega / 1000).toFixed(1)} GB`;
}

/**
 * A share as a percentage.
 *
 * @param {number | null | undefined} share 0..1
 */
export function percent(share) {
  return `${Math.floor(Math.min(1, Math.max(0, share ?? 0)) * 100)}\u2009%`;
}

/**
 * What somebody typed, as a number; a comma is as good as a point.
 *
 * @param {string} text
 * @returns {number} NaN if it isn't one
 */
export function parse(text) {
  const plain = text.trim().replace(/\s/g, "").replace(",", ".");
  return plain === "" ? NaN : Number(plain);
}
