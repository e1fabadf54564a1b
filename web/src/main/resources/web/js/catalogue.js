// @ts-check

const MOVING_MS = 1000;
const RETRY_MS = 3000;

/** Keeps the lists of models and layers fresh: when the state hints at a change, and while a download runs. */
export class Catalogue {
  #api;
  #showModels;
  #showLayers;
  #key = "";
  #timer = 0;
  #asking = false;
  #askAgain = false;

  /**
   * @param {import("./api.js").Api} api
   * @param {(models: import("./types.js").ModelList) => void} showModels
   * @param {(layers: import("./types.js").LayerList) => void} showLayers
   */
  constructor(api, showModels, showLayers) {
    this.#api = api;
    this.#showModels = showModels;
    this.#showLayers = showLayers;
  }

  /** @param {import("./types.js").State} state */
  follow({ model }) {
    const key = JSON.stringify([model?.name, model?.layer, model?.state, model?.kind]);
    if (key !== this.#key) {
      this.#key = key;
      void this.refresh();
    }
  }

  /** Asks the server for both lists now. */
  async refresh() {
    if (this.#asking) {
      this.#askAgain = true;
      return;
    }
    this.#asking = true;
    window.clearTimeout(this.#timer);
    try {
      const [models, layers] = await Promise.all([this.#api.models(), this.#api.layers()]);
      this.#showModels(models);
      this.#showLayers(layers);
      if (models.models.some((model) => model.state === "downloading" || model.state === "loading")) {
        this.#later(MOVING_MS);
      }
    } catch (error) {
      console.warn("The lists of models and layers did not come; asking again.", error);
      this.#later(RETRY_MS);
    }
    this.#asking = false;
    if (this.#askAgain) {
      this.#askAgain = false;
      void this.refresh();
    }
  }

  /** @param {number} wait */
  #later(wait) {
    this.#timer = window.setTimeout(() => void this.refresh(), wait);
  }
}
