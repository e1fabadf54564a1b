// @ts-check

/**
 * F: full screen, M: mirror, R: a quarter turn, C: the way it fits, Esc: out of full screen. A double click or tap
 * fills the screen as well, where there is no keyboard.
 *
 * @param {HTMLElement} wall
 * @param {import("./options.js").Options} options
 */
export function listenForKeys(wall, options) {
  /** @type {Record<string, () => void>} */
  const actions = {
    f: toggleFullScreen,
    m: () => options.toggleMirror(),
    r: () => options.nextTurn(),
    c: () => options.nextFit(),
    escape: leaveFullScreen,
  };
  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
    const action = plain ? actions[event.key.toLowerCase()] : undefined;
    if (action) {
      event.preventDefault();
      action();
    }
  });
  wall.addEventListener("dblclick", toggleFullScreen);
}

function toggleFullScreen() {
  if (document.fullscreenElement) {
    leaveFullScreen();
  } else {
    // A browser that has none (iPhone) or forbids it leaves the page as it is, which fills its window anyway.
    document.documentElement.requestFullscreen?.({ navigationUI: "hide" }).catch(() => {});
  }
}

function leaveFullScreen() {
  if (document.fullscreenElement) {
    document.exitFullscreen().catch(() => {});
  }
}
