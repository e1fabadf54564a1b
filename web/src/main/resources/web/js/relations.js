// @ts-check

/** What dreamnet and its kind decide by themselves. */
const NOT_FOR_DIRECTIONS = ["objective", "channel", "normalize"];

/**
 * Which controls have no effect right now, and why.
 *
 * @param {import("./types.js").Control[]} controls
 * @param {(name: string) => import("./types.js").Value | undefined} value
 * @param {import("./types.js").LayerList | null} layers of the model that dreams
 * @returns {Map<string, string>} reason by control name
 */
export function inactiveControls(controls, value, layers) {
  /** @type {Map<string, string>} */
  const reasons = new Map();
  if (value("objective") !== undefined && value("objective") !== "channel") {
    reasons.set("channel", "for objective channel");
  }
  if (value("octaves") === 1) {
    reasons.set("octave-scale", "for 2 octaves or more");
  }
  if (layers?.kind === "direction") {
    for (const name of NOT_FOR_DIRECTIONS) {
      reasons.set(name, `${layers.model} sets this itself`);
    }
  }
  for (const control of controls) {
    if (control.available === false) {
      reasons.set(control.name, control.reason ?? "not available here");
    }
  }
  return reasons;
}

/**
 * The highest channel of the layer that is dreamed on.
 *
 * @param {import("./types.js").LayerList} layers
 * @returns {number | null} null when it isn't known
 */
export function highestChannel(layers) {
  const channels = layers.layers.find((layer) => layer.name === layers.layer)?.channels;
  return channels ? channels - 1 : null;
}
