/** Texts about an album's settings. */

export const NOT_CREATED = "The album couldn't be created.";
export const NOT_CHANGED = "The album couldn't be changed.";
export const TITLE_SAVED = "Title saved.";
export const TITLE_REMOVED = "Title removed.";

/** After a change of who sees the album. `soon`: in a private gallery, where nobody else sees anything yet. */
export const VISIBLE = {
  owner: "Only you can see this album now.",
  everyone: "Everyone can see this album now.",
  soon: "Everyone can see this album once the gallery is public.",
};

export const TIMELINE = {
  yes: "The timeline shows this album's photos now.",
  no: "The timeline doesn't show this album's photos anymore.",
};
