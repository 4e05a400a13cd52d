/** The search box: Escape clears it, then leaves it. */

/** What had the focus before. @type {EventTarget | null} */
let origin = null;

/** @type {WeakSet<HTMLInputElement>} */
const followed = new WeakSet();

/**
 * Call this whenever it gets the focus.
 * @param {HTMLInputElement} input
 * @param {EventTarget | null} from  what had it before
 */
export function followSearch(input, from) {
  origin = from;
  if (followed.has(input)) return;
  followed.add(input);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    if (input.value) input.value = "";
    else leave(input);
  });
}

/** @param {HTMLInputElement} input */
function leave(input) {
  input.value = input.defaultValue;
  input.blur();
  if (origin instanceof HTMLElement) origin.focus({ preventScroll: true });
}
