/** Makes Back end the selection, as in a phone's gallery. */

/** @typedef {import("./selection.js").Selection} Selection */

export class SelectionHistory {
  /** @param {Selection} selection */
  constructor(selection) {
    this.selection = selection;
    selection.addEventListener("change", () => this.#follow());
    addEventListener("popstate", ({ state }) => this.#handleBack(state));
    this.#follow();
  }

  /** While photos are selected, the page has a history entry of its own. */
  #follow() {
    const { isActive } = this.selection;
    if (Boolean(history.state?.selecting) === isActive) return;
    if (isActive) history.pushState({ ...history.state, selecting: true }, "");
    else history.back();
  }

  /** @param {{selecting?: boolean} | null} state */
  #handleBack(state) {
    const { isActive } = this.selection;
    if (state?.selecting && !isActive) history.back();
    else if (!state?.selecting && isActive) this.selection.clear();
  }
}
