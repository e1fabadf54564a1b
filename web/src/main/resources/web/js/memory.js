// @ts-check
/** What the browser remembers for this page; a browser that refuses to remember is no error. */

/**
 * @param {"localStorage" | "sessionStorage"} kind
 * @returns {Storage | null} null where the browser forbids it
 */
function storage(kind) {
  try {
    return window[kind];
  } catch {
    return null;
  }
}

/**
 * @param {"localStorage" | "sessionStorage"} kind
 * @param {string} key
 * @returns {string | null}
 */
export function recall(kind, key) {
  return storage(kind)?.getItem(key) ?? null;
}

/**
 * @param {"localStorage" | "sessionStorage"} kind
 * @param {string} key
 * @param {string | null} value null forgets
 */
export function remember(kind, key, value) {
  try {
    if (value === null) {
      storage(kind)?.removeItem(key);
    } else {
      storage(kind)?.setItem(key, value);
    }
  } catch {
    // Full or forbidden: the page works without, it only asks again next time.
  }
}
