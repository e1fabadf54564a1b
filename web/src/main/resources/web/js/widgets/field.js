// @ts-check
import { el } from "../dom.js";
import { parse } from "../format.js";

/**
 * A field for a typed number: Enter or leaving takes it, Escape drops it, the arrows move it by steps. What somebody
 * types is never overwritten from outside.
 *
 * @param {object} options
 * @param {string} options.label for screen readers
 * @param {string} options.describedBy
 * @param {(value: number) => void} options.commit
 * @param {(text: string) => void} options.refuse it isn't a number
 * @param {(steps: number) => void} options.nudge
 * @param {() => void} options.edited
 */
export function numberField({ label, describedBy, commit, refuse, nudge, edited }) {
  const root = el("input", {
    type: "text",
    class: "value",
    inputmode: "decimal",
    spellcheck: "false",
    autocomplete: "off",
    enterkeyhint: "done",
    "aria-label": label,
    "aria-describedby": describedBy,
  });
  let shown = "";
  let dirty = false;

  function drop() {
    dirty = false;
    root.value = shown;
  }

  function take() {
    if (!dirty) {
      return;
    }
    const text = root.value;
    const value = parse(text);
    drop();
    if (Number.isFinite(value)) {
      commit(value);
    } else {
      refuse(text);
    }
  }

  root.addEventListener("input", () => {
    dirty = true;
    edited();
  });
  root.addEventListener("focus", () => root.select());
  root.addEventListener("blur", take);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      take();
      root.select();
    } else if (event.key === "Escape") {
      drop();
      root.select();
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      take();
      nudge((event.key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? 10 : 1));
    }
  });

  return {
    root,
    /** @param {string} text */
    show(text) {
      shown = text;
      if (!dirty && root.value !== text) {
        root.value = text;
      }
    },
  };
}
