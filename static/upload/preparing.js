/** Shows that chosen files are on their way: iPhones convert photos for many seconds before the page gets them. */

/** Milliseconds after choosing in which most browsers pass the files on. */
const USUAL = 300;

/**
 * Call when a chooser opens.
 * @param {HTMLInputElement} input
 * @param {(isPreparing: boolean) => void} onChange
 */
export function watchPreparation(input, onChange) {
  let timer = 0;
  const wait = () => (timer = setTimeout(() => onChange(true), USUAL));
  const end = () => {
    clearTimeout(timer);
    removeEventListener("focus", wait);
    for (const type of ["change", "cancel"]) input.removeEventListener(type, end);
    onChange(false);
  };
  // The page gets the focus back when the chooser closes.
  addEventListener("focus", wait, { once: true });
  for (const type of ["change", "cancel"]) input.addEventListener(type, end);
}
