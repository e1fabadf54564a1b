// @ts-check
/**
 * The shapes that the server speaks. Types only; nothing here runs.
 *
 * @typedef {string | number | boolean} Value
 * @typedef {Record<string, Value>} Values
 *
 * @typedef {object} Control one row of the server's table of controls
 * @property {string} name kebab-case; the key in {@link Values}
 * @property {string} group the section it stands in
 * @property {string} help one sentence
 * @property {"integer" | "number" | "boolean" | "choice" | "text"} type
 * @property {Value} default
 * @property {number} [min]
 * @property {number} [max]
 * @property {number} [step] the slider's step; numbers between are allowed
 * @property {string} [unit]
 * @property {string[]} [choices]
 * @property {boolean} [available]
 * @property {string} [reason] why it isn't available
 *
 * @typedef {object} Refusal
 * @property {string} error
 * @property {string} [field]
 * @property {unknown} [value]
 * @property {string} [allowed]
 *
 * @typedef {object} Layer
 * @property {string} name
 * @property {string} block
 * @property {string} kind
 * @property {number | null} [channels]
 * @property {boolean} [available]
 * @property {string | null} [title]
 * @property {string | null} [reason]
 *
 * @typedef {object} LayerList
 * @property {string} model
 * @property {"classifier" | "direction"} kind
 * @property {string} layer the one that is dreamed on now, with `auto` resolved
 * @property {Layer[]} layers
 *
 * @typedef {object} Model
 * @property {string} name
 * @property {string | null} [title]
 * @property {string | null} [licence]
 * @property {number | null} [bytes]
 * @property {"ready" | "available" | "downloadable" | "downloading" | "loading" | "failed" | "unavailable"} state
 * @property {number | null} [progress] 0..1
 * @property {string | null} [message]
 *
 * @typedef {object} ModelList
 * @property {string} current
 * @property {Model[]} models
 *
 * @typedef {object} Warning
 * @property {string} code
 * @property {string} message
 * @property {string | null} [fix]
 *
 * @typedef {{level?: number, reason?: string} & Record<string, unknown>} Governor level 0 takes nothing back; what is
 * computed now stands beside it by control name
 *
 * @typedef {object} State
 * @property {string} [version]
 * @property {number} [uptime_s]
 * @property {boolean} [ready]
 * @property {string | null} [reason]
 * @property {{spec?: string, kind?: string, name?: string, state?: "live" | "connecting" | "no-signal", reason?: string, width?: number, height?: number, fps?: number, reconnects?: number, error?: string}} [source]
 * @property {{name?: string, detail?: string, reason?: string}} [engine]
 * @property {{name?: string, kind?: string, layer?: string, state?: "ready" | "loading" | "downloading" | "failed", message?: string, progress?: number | null}} [model]
 * @property {{output?: number[], dream?: number[]}} [sizes]
 * @property {{captured?: number, dreamed?: number, steps?: number, output?: number}} [rates]
 * @property {{p50?: number, p95?: number, p99?: number}} [latency_ms]
 * @property {{count?: number}} [viewers]
 * @property {Governor} [governor]
 * @property {{motion?: number, layer?: string | null, next_s?: number | null, attract?: number}} [mood] motion in % of the picture; attract 0..1
 * @property {{limiting?: boolean, share?: number}} [flash]
 * @property {Warning[]} [warnings]
 */
export {};
