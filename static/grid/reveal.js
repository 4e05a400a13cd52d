/**
 * Scroll to a loaded photo unless it's in view, and focus it.
 * @param {import("./grid.js").Grid} grid
 * @param {import("../library/photo.js").Photo} photo
 */
export function reveal(grid, photo) {
  const section = grid.sections.find((one) => one.rowOf(photo));
  const row = section?.rowOf(photo);
  if (!section || !row) return;
  const top = section.top + section.heading + row.top;
  const lowest = top + row.height + section.heading - grid.visibleHeight;
  grid.top = Math.max(Math.min(grid.top, top - section.heading), lowest);
  grid.current = photo.name;
  grid.draw();
  grid.linkOf(photo)?.focus({ preventScroll: true });
}
