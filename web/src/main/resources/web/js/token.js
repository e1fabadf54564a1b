// @ts-check
import { byId } from "./dom.js";

/**
 * Asks for the operator's token.
 *
 * @param {string | null} error why the last one failed
 * @returns {Promise<string | null>} null when the viewer would rather only watch
 */
export function askToken(error) {
  const dialog = byId("token-dialog", HTMLDialogElement);
  const field = byId("token-field", HTMLInputElement);
  const message = byId("token-error", HTMLElement);
  const watch = byId("token-watch", HTMLButtonElement);
  message.hidden = error === null;
  message.textContent = error ?? "";
  field.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  field.focus();
  return new Promise((resolve) => {
    const justWatch = () => dialog.close("watch");
    watch.addEventListener("click", justWatch);
    dialog.addEventListener(
      "close",
      () => {
        watch.removeEventListener("click", justWatch);
        const token = field.value.trim();
        field.value = "";
        resolve(dialog.returnValue === "unlock" && token !== "" ? token : null);
      },
      { once: true },
    );
  });
}
