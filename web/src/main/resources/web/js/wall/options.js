// @ts-check

/** @type {readonly string[]} */
const FITS = ["contain", "cover", "fill"];
/** @type {readonly string[]} degrees, clockwise */
const TURNS = ["0", "90", "180", "270"];
/** What the stream takes, as the server checks it: the least and the most. */
const STREAM = /** @type {const} */ ({ fps: [1, 60], width: [16, 7680], quality: [10, 100] });

/** How the picture hangs, as the page's address says it; what keys change is kept there. */
export class Options {
  #root;
  #url = new URL(location.href);
  /** @type {string[]} */
  #wrong = [];
  #fit;
  #rotate;
  #mirror;

  /** @param {HTMLElement} root carries `data-fit`, `data-rotate` and `data-mirror` for the style sheet */
  constructor(root) {
    this.#root = root;
    this.#fit = this.#word("fit", FITS);
    this.#rotate = this.#word("rotate", TURNS);
    this.#mirror = this.#flag("mirror");
    /** Whether a QR code to the control page is wanted. */
    this.qr = this.#flag("qr");
    /** The stream's query, without the question mark. */
    this.stream = this.#stream();
    this.#apply();
  }

  /** What is wrong with the address and what was taken instead, for whoever sets the wall up; empty if nothing is. */
  get complaint() {
    return this.#wrong.join(" ");
  }

  /** The next way to fit the picture into the screen. */
  nextFit() {
    this.#fit = next(FITS, this.#fit);
    this.#keep("fit", this.#fit === FITS[0] ? null : this.#fit);
  }

  /** A quarter turn on, clockwise. */
  nextTurn() {
    this.#rotate = next(TURNS, this.#rotate);
    this.#keep("rotate", this.#rotate === TURNS[0] ? null : this.#rotate);
  }

  toggleMirror() {
    this.#mirror = !this.#mirror;
    this.#keep("mirror", this.#mirror ? "1" : null);
  }

  /**
   * @param {string} name
   * @param {string | null} value null for the default, which the address leaves out
   */
  #keep(name, value) {
    if (value === null) {
      this.#url.searchParams.delete(name);
    } else {
      this.#url.searchParams.set(name, value);
    }
    history.replaceState(history.state, "", this.#url);
    this.#apply();
  }

  #apply() {
    this.#root.dataset.fit = this.#fit;
    this.#root.dataset.rotate = this.#rotate;
    this.#root.toggleAttribute("data-mirror", this.#mirror);
  }

  /**
   * @param {string} name
   * @param {readonly string[]} allowed the default first
   */
  #word(name, allowed) {
    const text = (this.#url.searchParams.get(name) ?? allowed[0]).trim().toLowerCase();
    if (allowed.includes(text)) {
      return text;
    }
    this.#wrong.push(`${name}=${short(text)} is not known: use ${list(allowed)}.`);
    return allowed[0];
  }

  /** @param {string} name */
  #flag(name) {
    const text = (this.#url.searchParams.get(name) ?? "0").trim().toLowerCase();
    if (["", "1", "true", "on", "yes"].includes(text)) {
      return true;
    }
    if (!["0", "false", "off", "no"].includes(text)) {
      this.#wrong.push(`${name}=${short(text)} is not known: use 1 or 0.`);
    }
    return false;
  }

  /** A value that the server would refuse would leave the wall black: it is left out, and told. */
  #stream() {
    const query = new URLSearchParams();
    for (const [name, [least, most]] of Object.entries(STREAM)) {
      const text = (this.#url.searchParams.get(name) ?? "").trim();
      const value = Number(text);
      if (text === "") {
        continue;
      }
      if (value >= least && value <= most && (name === "fps" || Number.isInteger(value))) {
        query.set(name, String(value));
      } else {
        this.#wrong.push(`${name}=${short(text)} is not possible: use ${least} to ${most}.`);
      }
    }
    return query.toString();
  }
}

/**
 * @param {readonly string[]} values
 * @param {string} value
 */
function next(values, value) {
  return values[(values.indexOf(value) + 1) % values.length];
}

/** @param {readonly string[]} words */
function list(words) {
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** @param {string} text */
function short(text) {
  return text.length > 24 ? `${text.slice(0, 24)}...` : text;
}
