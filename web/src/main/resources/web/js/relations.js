// @ts-check

/** What dreamnet and its kind decide by themselves. */
const NOT_FOR_DIRECTIONS = ["objective", "channel", "normalize"];

/**
 * Controls that wait for another one, by that one's name: they can be set all the same, and take effect once it allows.
 *
 * @type {Record<string, {idle: (value: import("./types.js").Value) => string | null, controls: string[]}>}
 */
const LEADERS = {
  objective: {
    idle: (value) => (value === "channel" ? null : "for objective channel"),
    controls: ["channel"],
  },
  octaves: {
    idle: (value) => (value === 1 ? "for 2 octaves or more" : null),
    controls: ["octave-scale", "octave-order"],
  },
  feedback: {
    idle: (value) => (value === true ? null : "feedback is off"),
    controls: ["zoom", "rotation", "drift-x", "drift-y"],
  },
  tour: {
    idle: (value) => (value === "off" ? "tour is off" : null),
    controls: ["tour-seconds"],
  },
  motion: {
    idle: (value) => (value === "off" ? "motion is off" : null),
    controls: ["motion-threshold", "motion-attack", "motion-release"],
  },
};

/**
 * Why a control has no effect right now.
 *
 * @typedef {object} Inactive
 * @property {string} reason a few words
 * @property {boolean} folded nothing can be chosen at all, so that its widget would only be in the way
 */

/**
 * Which controls have no effect right now, and why.
 *
 * @param {import("./types.js").Control[]} controls
 * @param {(name: string) => import("./types.js").Value | undefined} value
 * @param {import("./types.js").LayerList | null} layers of the model that dreams
 * @returns {Map<string, Inactive>} by control name
 */
export function inactiveControls(controls, value, layers) {
  /** @type {Map<string, Inactive>} */
  const inactive = new Map();
  for (const [leader, { idle, controls: followers }] of Object.entries(LEADERS)) {
    const now = value(leader);
    const reason = now === undefined ? null : idle(now);
    if (reason !== null) {
      followers.forEach((name) => inactive.set(name, { reason, folded: false }));
    }
  }
  if (layers?.kind === "direction") {
    for (const name of NOT_FOR_DIRECTIONS) {
      inactive.set(name, { reason: `${layers.model} sets this itself`, folded: true });
    }
  }
  for (const control of controls) {
    if (control.available === false) {
      inactive.set(control.name, { reason: control.reason ?? "not available here", folded: true });
    }
  }
  return inactive;
}

/**
 * The control that this one waits for, and stands under.
 *
 * @param {string} name
 * @returns {string | null} null for those that wait for none
 */
export function leaderOf(name) {
  return Object.keys(LEADERS).find((leader) => LEADERS[leader].controls.includes(name)) ?? null;
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
