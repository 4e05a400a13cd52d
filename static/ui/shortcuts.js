/** `?` lists the keyboard shortcuts, on every page. */

addEventListener("keydown", ({ key, ctrlKey, metaKey, target }) => {
  const isTyping = target instanceof Element && target.matches("input:not([type=checkbox]), textarea, select");
  if (key === "?" && !ctrlKey && !metaKey && !isTyping)
    import("./shortcuts_dialog.js").then(({ showShortcuts }) => showShortcuts());
});
