/** Escape in the search box. */

/**
 * Clear the box, or leave it if it was empty.
 * @param {HTMLInputElement} input
 * @param {string} value  when the key was pressed: browsers clear it too
 * @param {EventTarget | null} origin  what had the focus before
 */
export function escape(input, value, origin) {
  if (value) {
    input.value = "";
    return;
  }
  input.value = input.defaultValue;
  input.blur();
  if (origin instanceof HTMLElement) origin.focus({ preventScroll: true });
}
