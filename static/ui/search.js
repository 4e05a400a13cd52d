/** Escape in the search box. */

/** What had the focus before. @type {EventTarget | null} */
let origin;

/**
 * Call this when the box gets the focus.
 * @param {HTMLInputElement} input
 * @param {EventTarget | null} from  what had the focus before
 */
export function enter(input, from) {
  origin = from;
  input.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // Browsers would clear it, also after leave() has filled it.
    leave(input);
  };
}

/**
 * Clear the box, or leave it if it's empty.
 * @param {HTMLInputElement} input
 */
function leave(input) {
  if (input.value) {
    input.value = "";
    return;
  }
  input.value = input.defaultValue;
  input.blur();
  if (origin instanceof HTMLElement) origin.focus({ preventScroll: true });
}
