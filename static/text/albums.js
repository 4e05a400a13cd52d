/** Texts about an album's settings. */

export const NOT_CREATED = "The album couldn't be created.";
export const NOT_CHANGED = "The album couldn't be changed.";

/** After a change of what the album's page says. */
export const TEXTS = {
  title: { saved: "Title saved.", removed: "Title removed." },
  description: { saved: "Description saved.", removed: "Description removed." },
};

export const COVER_OF = "Use as the cover of";
export const COVER_CHOSEN = "Cover chosen.";
export const COVER_IS_NEWEST = "The cover is the album's newest photo now.";

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
