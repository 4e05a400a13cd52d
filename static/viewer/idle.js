/** The viewer's controls go when nothing moves, and come back at once. */

const PATIENCE = 3000;

export class ViewerIdle {
  #timer = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    for (const type of ["pointermove", "pointerdown", "wheel"]) {
      root.addEventListener(type, (event) => this.#seen(/** @type {PointerEvent} */ (event)), { passive: true });
    }
    root.addEventListener("keydown", () => this.wake());
    if (matchMedia("(hover: hover)").matches) this.wake();
  }

  /** Shows the controls, for a while. */
  wake() {
    this.root.classList.remove("idle");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.root.classList.add("idle"), PATIENCE);
  }

  /** A finger says itself what it wants to see. */
  toggle() {
    clearTimeout(this.#timer);
    this.root.classList.toggle("idle");
  }

  end() {
    clearTimeout(this.#timer);
  }

  /** @param {PointerEvent} event */
  #seen({ pointerType, movementX, movementY, type }) {
    const isTouch = pointerType === "touch";
    const isStill = type === "pointermove" && !movementX && !movementY;
    if (!isTouch && !isStill) this.wake();
  }
}
