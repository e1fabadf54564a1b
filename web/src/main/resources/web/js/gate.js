// @ts-check
import { byId } from "./dom.js";
import { recall, remember } from "./memory.js";

const SEEN = "reverie.flash-notice";

/**
 * The notice about flashing pictures, before the first feed; once per browser.
 *
 * @returns {Promise<void>} when the viewer has agreed, now or earlier
 */
export function gate() {
  if (recall("localStorage", SEEN) === "seen") {
    return Promise.resolve();
  }
  const dialog = byId("gate", HTMLDialogElement);
  const accept = byId("gate-accept", HTMLButtonElement);
  // Escape is no agreement.
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.showModal();
  return new Promise((resolve) => {
    accept.addEventListener("click", () => {
      remember("localStorage", SEEN, "seen");
      dialog.close("agreed");
      resolve();
    });
    // Browsers close a dialog on a second Escape whatever the page says: then it is simply asked again.
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "agreed") {
        dialog.showModal();
      }
    });
  });
}
