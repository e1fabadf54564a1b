// @ts-check
import { el, setAttribute, setText } from "../dom.js";
import { bytes, percent } from "../format.js";
import { rove } from "../roving.js";
import { Row } from "../widgets/row.js";

/** @typedef {import("../types.js").Model} Model */

/** The networks: which one dreams, which are here, which can be fetched and how far that is. */
export class ModelPicker {
  #port;
  #fetch;
  #list;
  #roving;
  #wanted = "";
  /** @type {import("../types.js").ModelList | null} */
  #models = null;
  /** @type {Map<string, Entry>} */
  #entries = new Map();

  /**
   * @param {import("../types.js").Control} control
   * @param {import("../widgets/row.js").Port} port
   * @param {(name: string) => Promise<unknown>} fetch asks for a download
   */
  constructor(control, port, fetch) {
    this.#port = port;
    this.#fetch = fetch;
    this.row = new Row(control, port);
    this.row.label.removeAttribute("for");
    this.#list = el("div", {
      id: "model-picker",
      class: "picker models",
      role: "radiogroup",
      "aria-labelledby": this.row.label.id,
      "aria-describedby": this.row.helpId,
    });
    this.row.put(this.#list);
    this.#roving = rove(this.#list, ".model-choose");
  }

  /** @param {import("../types.js").Value} value */
  show(value) {
    this.#wanted = String(value);
    this.row.mark(value);
    this.#draw();
  }

  /** @param {import("../types.js").ModelList} models */
  showModels(models) {
    this.#models = models;
    this.#draw();
  }

  /**
   * The state names the model that is being made ready; it is fresher than the list.
   *
   * @param {import("../types.js").State} state
   */
  showState({ model }) {
    const entry = this.#models?.models.find((candidate) => candidate.name === this.#wanted);
    const moving = model?.state === "downloading" || model?.state === "loading";
    if (entry && moving && (entry.state !== "ready" || model.name === entry.name)) {
      Object.assign(entry, { state: model.state, progress: model.progress ?? entry.progress, message: model.message ?? entry.message });
      this.#draw();
    }
  }

  #draw() {
    const models = this.#models?.models ?? [];
    for (const [name, entry] of this.#entries) {
      if (!models.some((model) => model.name === name)) {
        entry.root.remove();
        this.#entries.delete(name);
      }
    }
    for (const model of models) {
      let entry = this.#entries.get(model.name);
      if (!entry) {
        entry = new Entry(() => this.#choose(model.name), () => this.#get(model.name));
        this.#entries.set(model.name, entry);
        this.#list.append(entry.root);
      }
      entry.show(model, model.name === this.#wanted, model.name === this.#models?.current);
    }
    this.#roving.refresh();
  }

  /** @param {string} name */
  #choose(name) {
    const model = this.#models?.models.find((candidate) => candidate.name === name);
    this.row.clear();
    if (model?.state === "unavailable") {
      this.row.refuse({ error: model.message || `${model.title ?? name} is not available here.` });
    } else if (name !== this.#wanted || model?.state === "failed") {
      this.show(name);
      this.#port.change(name);
    }
  }

  /** @param {string} name */
  async #get(name) {
    this.row.clear();
    try {
      await this.#fetch(name);
    } catch (error) {
      this.row.refuse({ error: error instanceof Error ? error.message : String(error) });
    }
  }
}

/** One network's line. */
class Entry {
  #choose;
  #title = el("span", { class: "model-title" });
  #note = el("span", { class: "model-note" });
  #get;
  #bar = el("i");
  #progress;
  #message = el("p", { class: "model-message", hidden: true });
  root;

  /**
   * @param {() => void} choose
   * @param {() => void} get
   */
  constructor(choose, get) {
    this.#choose = el("button", { type: "button", role: "radio", class: "model-choose" }, this.#title, this.#note);
    this.#choose.addEventListener("click", choose);
    this.#get = el("button", { type: "button", class: "model-fetch quiet", hidden: true });
    this.#get.addEventListener("click", get);
    this.#progress = el("div", { class: "model-progress", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100, hidden: true }, this.#bar);
    this.root = el(
      "div",
      {},
      el("div", { class: "model" }, this.#choose, this.#get, this.#progress),
      this.#message,
    );
  }

  /**
   * @param {Model} model
   * @param {boolean} wanted
   * @param {boolean} dreaming
   */
  show(model, wanted, dreaming) {
    const name = model.title || model.name;
    const line = /** @type {HTMLElement} */ (this.root.firstElementChild);
    line.dataset.state = model.state;
    line.dataset.model = model.name;
    setText(this.#title, name);
    setText(this.#note, noteOf(model, dreaming));
    this.#choose.setAttribute("aria-checked", String(wanted));
    setAttribute(this.#choose, "aria-disabled", model.state === "unavailable" ? "true" : null);
    const tip = [model.licence ? `Licence: ${model.licence}` : "", bytes(model.bytes)].filter(Boolean).join(", ");
    setAttribute(this.#choose, "data-tip", model.state === "unavailable" ? model.message || "Not available here" : tip || null);
    this.#showGet(model, name);
    this.#showProgress(model, name);
    const telling = model.state === "failed" || ((model.state === "downloading" || model.state === "loading") && wanted);
    this.#message.hidden = !telling || !model.message;
    setText(this.#message, model.message ?? "");
    setAttribute(this.#message, "data-tone", model.state === "failed" ? "bad" : null);
  }

  /**
   * @param {Model} model
   * @param {string} name
   */
  #showGet(model, name) {
    const failed = model.state === "failed";
    this.#get.hidden = !failed && model.state !== "downloadable";
    setText(this.#get, failed ? "Try again" : ["Get", bytes(model.bytes)].filter(Boolean).join(" "));
    this.#get.setAttribute("aria-label", failed ? `Try to fetch ${name} again` : `Download ${name}, ${bytes(model.bytes)}`);
  }

  /**
   * @param {Model} model
   * @param {string} name
   */
  #showProgress(model, name) {
    const running = model.state === "downloading" && typeof model.progress === "number";
    this.#progress.hidden = !running;
    if (running) {
      this.#bar.style.setProperty("--progress", String(model.progress));
      this.#progress.setAttribute("aria-valuenow", String(Math.floor((model.progress ?? 0) * 100)));
      this.#progress.setAttribute("aria-label", `Download of ${name}`);
    }
  }
}

/**
 * @param {Model} model
 * @param {boolean} dreaming
 */
function noteOf(model, dreaming) {
  switch (model.state) {
    case "downloading":
      return typeof model.progress === "number" ? percent(model.progress) : "Downloading";
    case "loading":
      return "Loading";
    case "failed":
      return "Failed";
    case "unavailable":
      return "Not here";
    case "downloadable":
      return "";
    default:
      return dreaming ? "Dreaming" : "Ready";
  }
}
