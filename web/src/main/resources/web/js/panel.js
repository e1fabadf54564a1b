// @ts-check
import { byId, el } from "./dom.js";
import { Group } from "./group.js";
import { asidesOf } from "./notes.js";
import { LayerPicker } from "./pickers/layers.js";
import { ModelPicker } from "./pickers/models.js";
import { highestChannel, inactiveControls, leaderOf } from "./relations.js";
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
  /** @type {Map<string, Group>} by name */
  #groups = new Map();
  /** @type {import("./types.js").State | null} */
  #state = null;
  #relating = false;
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
    this.#groups.clear();
    for (const control of controls) {
      const widget = this.#widget(control);
      this.#widgets.set(control.name, widget);
      widget.row.follow(leaderOf(control.name));
      const group = this.#groups.get(control.group) ?? new Group(control.group);
      this.#groups.set(control.group, group);
      group.add(widget.row);
    }
    const sections = [...this.#groups.values()].map((group) => group.root);
    this.#root.replaceChildren(el("legend", { class: "unseen" }, "Controls"), ...sections);
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
    const control = this.#controls.find((candidate) => candidate.name === name);
    if (control) {
      this.#groups.get(control.group)?.open();
    }
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
    this.#state = state;
    this.#models?.showState(state);
    this.#layers?.showState(state);
    this.#relate();
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

  /** What follows from all values together; once for many changes in a row. */
  #relate() {
    if (!this.#relating) {
      this.#relating = true;
      queueMicrotask(() => {
        this.#relating = false;
        this.#applyRelations();
      });
    }
  }

  #applyRelations() {
    const value = (/** @type {string} */ name) => this.#desk.value(name);
    const inactive = inactiveControls(this.#controls, value, this.#layerList);
    const asides = asidesOf(this.#state, value);
    for (const [name, widget] of this.#widgets) {
      widget.row.apply(inactive.get(name) ?? null, asides.get(name) ?? "");
    }
    this.#groups.forEach((group) => group.refresh());
  }
}
