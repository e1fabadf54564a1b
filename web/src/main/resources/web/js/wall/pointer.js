// @ts-check

const REST_MS = 2000;

/**
 * Hides the pointer while it doesn't move.
 *
 * @param {HTMLElement} wall gets the class `resting`
 */
export function restPointer(wall) {
  let timer = 0;
  let place = "";
  const stir = () => {
    wall.classList.remove("resting");
    window.clearTimeout(timer);
    timer = window.setTimeout(() => wall.classList.add("resting"), REST_MS);
  };
  for (const kind of /** @type {const} */ (["pointermove", "pointerdown"])) {
    wall.addEventListener(kind, (event) => {
      // Browsers report moves of a pointer that lies still when what is under it changes.
      const now = `${event.screenX},${event.screenY}`;
      if (kind === "pointerdown" || now !== place) {
        place = now;
        stir();
      }
    });
  }
  stir();
}
