/** Makes the viewer a modal dialog: labeled, focused, with the rest of the page inert. */

/** What stays usable above the viewer. */
const ABOVE = "dialog, .toasts";

export class ViewerDialog {
  /**
   * @param {HTMLElement} root
   * @param {Node[]} controls
   */
  constructor(root, controls) {
    this.root = root;
    root.ariaModal = "true";
    root.querySelector("[aria-roledescription=carousel]")?.removeAttribute("aria-roledescription");
    root.append(...controls);
    this.behind = [...document.body.children].filter(
      (one) => one !== root && !one.matches(ABOVE) && !one.hasAttribute("inert"),
    );
    for (const one of this.behind) one.toggleAttribute("inert", true);
    root.focus({ preventScroll: true });
  }

  /** @param {string} label */
  setLabel(label) {
    this.root.ariaLabel = label;
  }

  leave() {
    for (const one of this.behind) one.removeAttribute("inert");
  }
}
