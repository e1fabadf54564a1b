// @ts-check

/**
 * Makes a group of buttons one stop for the Tab key, with the arrows moving inside it. Nothing is chosen by moving:
 * choosing may start a download, so it takes Enter, Space or a click.
 *
 * @param {HTMLElement} group
 * @param {string} selector of the buttons
 */
export function rove(group, selector) {
  const buttons = () => /** @type {HTMLElement[]} */ ([...group.querySelectorAll(selector)]);

  group.addEventListener("keydown", (event) => {
    const all = buttons();
    const at = all.indexOf(/** @type {HTMLElement} */ (event.target));
    if (at < 0) {
      return;
    }
    const to = target(event.key, at, all.length);
    if (to !== null) {
      event.preventDefault();
      all[to].focus();
    }
  });
  group.addEventListener("focusin", (event) => {
    const all = buttons();
    if (all.includes(/** @type {HTMLElement} */ (event.target))) {
      settle(all, /** @type {HTMLElement} */ (event.target));
    }
  });

  return {
    /** To be called after the buttons changed: the chosen one is where Tab lands. */
    refresh() {
      const all = buttons();
      const inside = all.find((button) => button === document.activeElement);
      settle(all, inside ?? all.find((button) => button.getAttribute("aria-checked") === "true") ?? all[0]);
    },
  };
}

/**
 * @param {HTMLElement[]} all
 * @param {HTMLElement | undefined} stop
 */
function settle(all, stop) {
  for (const button of all) {
    button.tabIndex = button === stop ? 0 : -1;
  }
}

/**
 * @param {string} key
 * @param {number} at
 * @param {number} count
 * @returns {number | null}
 */
function target(key, at, count) {
  switch (key) {
    case "ArrowRight":
    case "ArrowDown":
      return (at + 1) % count;
    case "ArrowLeft":
    case "ArrowUp":
      return (at + count - 1) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
