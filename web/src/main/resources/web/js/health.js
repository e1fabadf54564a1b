// @ts-check
import { byId, setText } from "./dom.js";

/** @typedef {{colour: "green" | "amber" | "red", word: string}} Health */

/**
 * One word and one colour for the whole way from camera to page.
 *
 * @param {import("./link.js").LinkStatus} link
 * @param {import("./feed.js").FeedStatus} feed
 * @param {import("./types.js").State | null} state
 * @returns {Health}
 */
export function healthOf(link, feed, state) {
  if (link === "offline") {
    return { colour: "red", word: "Offline" };
  }
  if (state?.source?.state === "no-signal") {
    return { colour: "red", word: "No signal" };
  }
  if (!state || state.ready === false || state.source?.state === "connecting") {
    return { colour: "amber", word: "Starting" };
  }
  if (feed === "lost") {
    return { colour: "amber", word: "Reconnecting" };
  }
  if (feed === "waiting") {
    return { colour: "amber", word: "Starting" };
  }
  if (state.model?.state === "downloading" || state.model?.state === "loading") {
    return { colour: "amber", word: "Live, fetching model" };
  }
  if (state.model?.state === "failed" || (state.warnings?.length ?? 0) > 0) {
    return { colour: "amber", word: "Live, with a warning" };
  }
  return { colour: "green", word: "Live" };
}

/** Shows it. */
export class HealthLight {
  #root = byId("health", HTMLElement);
  #word = /** @type {HTMLElement} */ (this.#root.querySelector(".health-word"));

  /** @param {Health} health */
  show({ colour, word }) {
    this.#root.dataset.health = colour;
    setText(this.#word, word);
    const title = word.startsWith("Live") ? "Reverie" : `${word} \u2013 Reverie`;
    if (document.title !== title) {
      document.title = title;
    }
  }
}
