// @ts-check
import { el, setAttribute } from "../dom.js";
import { title } from "../format.js";
import { rove } from "../roving.js";
import { Row } from "../widgets/row.js";

const AUTO = "auto";

/** @typedef {import("../types.js").Layer} Layer */

/** The layers of the network that dreams, by block, or its moods. */
export class LayerPicker {
  #port;
  #list;
  #roving;
  #note;
  #wanted = AUTO;
  /** @type {import("../types.js").LayerList | null} */
  #layers = null;
  #drawn = "";
  /** @type {string | null} where the tour is */
  #touring = null;

  /**
   * @param {import("../types.js").Control} control
   * @param {import("../widgets/row.js").Port} port
   */
  constructor(control, port) {
    this.#port = port;
    this.row = new Row(control, port);
    this.row.label.removeAttribute("for");
    this.#list = el("div", {
      id: "layer-picker",
      class: "picker layers",
      role: "radiogroup",
      "aria-labelledby": this.row.label.id,
      "aria-describedby": this.row.helpId,
    });
    this.#note = el("p", { class: "layer-note", hidden: true });
    this.row.put(el("div", { class: "picker" }, this.#list, this.#note));
    this.#roving = rove(this.#list, ".layer");
  }

  /** @param {import("../types.js").Value} value */
  show(value) {
    this.#wanted = String(value);
    this.row.mark(value);
    this.#mark();
  }

  /**
   * A tour moves on by itself; the state says where it is.
   *
   * @param {import("../types.js").State} state
   */
  showState({ mood }) {
    const touring = mood?.layer || null;
    if (touring !== this.#touring) {
      this.#touring = touring;
      this.#mark();
    }
  }

  /** @param {import("../types.js").LayerList} layers */
  showLayers(layers) {
    this.#layers = layers;
    this.row.name = layers.layers.some((layer) => layer.kind !== "mood") ? "Layer" : "Mood";
    this.row.label.textContent = this.row.name;
    const drawing = JSON.stringify([layers.model, layers.layers]);
    if (drawing !== this.#drawn) {
      this.#drawn = drawing;
      this.#draw(layers.layers);
      this.#mark();
      this.#reveal();
    } else {
      this.#mark();
    }
  }

  /** Scrolls a long list, and only the list, to the layer that is dreamed on. */
  #reveal() {
    const running = this.#list.querySelector("[data-running]");
    if (running) {
      const away = running.getBoundingClientRect().top - this.#list.getBoundingClientRect().top;
      this.#list.scrollTop += away - this.#list.clientHeight / 2;
    }
  }

  /** @param {Layer[]} layers */
  #draw(layers) {
    /** @type {Map<string, Layer[]>} */
    const blocks = new Map();
    for (const layer of layers) {
      blocks.set(layer.block, [...(blocks.get(layer.block) ?? []), layer]);
    }
    const auto = chip(AUTO, "Auto", "", "The model's own best", () => this.#choose(AUTO));
    // Blocks of one layer each are no blocks to anybody.
    if (layers.length < blocks.size * 2 || blocks.size === 1) {
      this.#list.replaceChildren(group("", [auto, ...layers.map((layer) => this.#chip(layer, true))], true));
    } else {
      this.#list.replaceChildren(
        group("", [auto], true),
        ...[...blocks].map(([block, inside]) => group(block, inside.map((layer) => this.#chip(layer, false)), false)),
      );
    }
    const solo = this.#list.childElementCount === 1;
    const texts = layers.map((layer) => textOf(layer, solo));
    // Short names stand in columns; long ones take the width they need.
    setAttribute(this.#list, "data-loose", !solo && longest(texts) > 6);
    this.#list.style.setProperty("--heading", `${longest([...blocks.keys()])}ch`);
    const most = Math.max(...[...blocks.values()].map((inside) => inside.length), 1);
    this.#list.style.setProperty("--columns", String(Math.min(6, most)));
    this.#list.style.setProperty("--chip", `calc(${longest(texts)}ch + 15px)`);
    const missing = layers.filter((layer) => layer.available === false);
    this.#note.hidden = missing.length === 0;
    this.#note.textContent = missing.length === 0 ? "" : `Dashed: ${lowerFirst(reasonOf(missing[0]))}.`;
  }

  /**
   * @param {Layer} layer
   * @param {boolean} whole whether the name is shown in full
   */
  #chip(layer, whole) {
    const text = textOf(layer, whole);
    const channels = layer.channels ? String(layer.channels) : "";
    const about = layer.kind === "mood" ? aboutMood(layer) : `${layer.name}: ${layer.kind}${channels ? `, ${channels} channels` : ""}`;
    const missing = layer.available === false;
    const button = chip(layer.name, text, channels, about, () => {
      if (missing) {
        this.row.refuse({ error: `${layer.name} can't be chosen: ${lowerFirst(reasonOf(layer))}.` });
      } else {
        this.#choose(layer.name);
      }
    });
    if (missing) {
      button.setAttribute("aria-disabled", "true");
      button.dataset.tipMore = reasonOf(layer);
    }
    return button;
  }

  #mark() {
    const running = this.#layers?.layers.find((layer) => layer.name === (this.#touring ?? this.#layers?.layer));
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.#list.querySelectorAll(".layer"))) {
      const name = button.dataset.layer;
      button.setAttribute("aria-checked", String(name === this.#wanted));
      setAttribute(button, "data-running", name === running?.name);
      if (name === AUTO) {
        const told = this.#wanted === AUTO && running ? textOf(running, true) : "";
        const small = /** @type {HTMLElement} */ (button.querySelector("small"));
        small.textContent = told;
      }
    }
    this.#roving.refresh();
  }

  /** @param {string} name */
  #choose(name) {
    this.row.clear();
    if (name !== this.#wanted) {
      this.show(name);
      this.#port.change(name);
    }
  }
}

/**
 * @param {string} heading
 * @param {HTMLElement[]} chips
 * @param {boolean} solo without a heading of its own
 */
function group(heading, chips, solo) {
  return el(
    "div",
    { class: "layer-block", "data-block": heading || null, "data-solo": solo },
    solo ? null : el("h3", {}, heading),
    el("div", { class: "layer-chips" }, ...chips),
  );
}

/**
 * @param {string} name
 * @param {string} text
 * @param {string} aside
 * @param {string} about
 * @param {() => void} choose
 */
function chip(name, text, aside, about, choose) {
  const button = el(
    "button",
    {
      type: "button",
      role: "radio",
      class: "layer",
      "data-layer": name,
      "aria-label": about || null,
      "data-tip": about || null,
    },
    el("span", {}, text),
    el("small", {}, aside),
  );
  button.addEventListener("click", choose);
  return button;
}

/** @param {string[]} texts */
function longest(texts) {
  return Math.max(0, ...texts.map((text) => text.length));
}

/** @param {string} text */
function lowerFirst(text) {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

/**
 * What stands on a layer's chip.
 *
 * @param {Layer} layer
 * @param {boolean} whole whether the name is shown in full
 */
function textOf(layer, whole) {
  if (layer.kind === "mood") {
    return moodWords(layer).text;
  }
  return whole ? layer.name : shorten(layer);
}

/**
 * A mood's title may end in brackets with what it was learned from: "eyes (vgg16/block3_pool/l2)".
 *
 * @param {Layer} layer
 */
function moodWords({ name, title: given }) {
  const [, words = "", origin = ""] = /^(.*?)\s*(?:\(([^()]*)\))?$/.exec(given ?? "") ?? [];
  return { text: title(words || name), origin };
}

/** @param {Layer} layer */
function aboutMood(layer) {
  const { text, origin } = moodWords(layer);
  return origin ? `${text}: learned from ${origin.replaceAll("/", " \u00b7 ")}` : "";
}

/** @param {Layer} layer */
function shorten({ name, block }) {
  if (name === block) {
    return "whole";
  }
  return name.startsWith(block) ? name.slice(block.length).replace(/^[_/.-]/, "") : name;
}

/** @param {Layer} layer */
function reasonOf(layer) {
  return (layer.reason || "not in the weights that are here").replace(/\.$/, "");
}
