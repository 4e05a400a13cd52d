/** The viewer as a dialog: named, with the focus in it, and nothing else on the page to be reached. */

/** What stays within reach above the viewer: messages, and dialogs of its own. */
const ABOVE = "dialog, .notices";

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

  /** @param {string} name */
  name(name) {
    this.root.ariaLabel = name;
  }

  leave() {
    for (const one of this.behind) one.removeAttribute("inert");
  }
}
