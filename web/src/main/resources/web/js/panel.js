// @ts-check
import { byId, el } from "./dom.js";
import { title } from "./format.js";
import { LayerPicker } from "./pickers/layers.js";
import { ModelPicker } from "./pickers/models.js";
import { highestChannel, inactiveControls } from "./relations.js";
import { choice } from "./widgets/choice.js";
import { slider } from "./widgets/slider.js";
import { toggle } from "./widgets/toggle.js";
import { words } from "./widgets/words.js";

/** @typedef {import("./types.js").Control} Control */

/** The controls, built from the server's table: a section per group, a widget per control. */
export class Panel {
  #desk;
  #fetchModel;
  #root = byId("controls", HTMLFieldSetElement);
  /** @type {Control[]} */
  #controls = [];
  /** @type {Map<string, import("./widgets/row.js").Widget>} */
  #widgets = new Map();
  /** @type {ModelPicker | null} */
  #models = null;
  /** @type {LayerPicker | null} */
  #layers = null;
  /** @type {import("./types.js").LayerList | null} */
  #layerList = null;

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {(name: string) => Promise<unknown>} fetchModel
   */
  constructor(desk, fetchModel) {
    this.#desk = desk;
    this.#fetchModel = fetchModel;
    byId("panel", HTMLFormElement).addEventListener("submit", (event) => event.preventDefault());
  }

  /**
   * Builds the widgets; again only when the server's table changed.
   *
   * @param {Control[]} controls
   */
  build(controls) {
    if (JSON.stringify(controls) === JSON.stringify(this.#controls)) {
      return;
    }
    this.#controls = controls;
    this.#widgets.clear();
    /** @type {Map<string, HTMLElement>} */
    const groups = new Map();
    for (const control of controls) {
      const widget = this.#widget(control);
      this.#widgets.set(control.name, widget);
      let group = groups.get(control.group);
      if (!group) {
        const id = `group-${control.group.toLowerCase().replace(/\W+/g, "-")}`;
        group = el(
          "section",
          { class: "group", "data-group": control.group, "aria-labelledby": id },
          el("h2", { class: "group-title", id }, title(control.group)),
        );
        groups.set(control.group, group);
      }
      group.append(widget.row.root);
    }
    this.#root.replaceChildren(el("legend", { class: "unseen" }, "Controls"), ...groups.values());
    this.#relate();
  }

  /** @param {boolean} enabled */
  enable(enabled) {
    this.#root.disabled = !enabled;
  }

  /**
   * @param {string} name
   * @param {import("./types.js").Value} value
   */
  show(name, value) {
    this.#widgets.get(name)?.show(value);
    this.#relate();
  }

  /**
   * @param {string} name
   * @param {import("./types.js").Refusal} refusal
   */
  refuse(name, refusal) {
    this.#widgets.get(name)?.row.refuse(refusal);
  }

  /** @param {import("./types.js").ModelList} models */
  showModels(models) {
    this.#models?.showModels(models);
  }

  /** @param {import("./types.js").LayerList} layers */
  showLayers(layers) {
    this.#layerList = layers;
    this.#layers?.showLayers(layers);
    this.#widgets.get("channel")?.limit?.(highestChannel(layers));
    this.#relate();
  }

  /** @param {import("./types.js").State} state */
  showState(state) {
    this.#models?.showState(state);
  }

  /** @param {Control} control */
  #widget(control) {
    const { name } = control;
    const port = {
      change: (/** @type {import("./types.js").Value} */ value) => {
        this.#desk.change(name, value);
        this.#widgets.get(name)?.show(value);
        this.#relate();
      },
      hold: () => this.#desk.hold(name),
      release: () => this.#desk.release(name),
    };
    if (name === "model") {
      this.#models = new ModelPicker(control, port, this.#fetchModel);
      return this.#models;
    }
    if (name === "layer") {
      this.#layers = new LayerPicker(control, port);
      return this.#layers;
    }
    switch (control.type) {
      case "integer":
      case "number":
        return slider(control, port);
      case "boolean":
        return toggle(control, port);
      case "choice":
        return choice(control, port);
      default:
        return words(control, port);
    }
  }

  #relate() {
    const reasons = inactiveControls(this.#controls, (name) => this.#desk.value(name), this.#layerList);
    for (const [name, widget] of this.#widgets) {
      widget.row.setInactive(reasons.get(name) ?? null);
    }
  }
}
