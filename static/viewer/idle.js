/** Hides the viewer's controls after a while without activity. */

const TIMEOUT = 3000;

export class ViewerIdle {
  #timer = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    for (const type of ["pointermove", "pointerdown", "wheel"]) {
      root.addEventListener(type, (event) => this.#handlePointer(/** @type {PointerEvent} */ (event)), {
        passive: true,
      });
    }
    root.addEventListener("keydown", () => this.wake());
    if (matchMedia("(hover: hover)").matches) this.wake();
  }

  wake() {
    this.root.classList.remove("idle");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.root.classList.add("idle"), TIMEOUT);
  }

  /** On touch screens, people show and hide controls with a tap. */
  toggle() {
    clearTimeout(this.#timer);
    this.root.classList.toggle("idle");
  }

  end() {
    clearTimeout(this.#timer);
  }

  /** @param {PointerEvent} event */
  #handlePointer({ pointerType, movementX, movementY, type }) {
    const isTouch = pointerType === "touch";
    const isStill = type === "pointermove" && !movementX && !movementY;
    if (!isTouch && !isStill) this.wake();
  }
}
