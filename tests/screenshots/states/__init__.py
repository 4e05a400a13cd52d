"""Every state of the page, and the steps of a person that lead to it."""

from screenshots.state import State
from screenshots.states import access, albums, grid, selection, trash, uploads, viewer

STATES: tuple[State, ...] = (
    *grid.STATES,
    *albums.STATES,
    *viewer.STATES,
    *selection.STATES,
    *trash.STATES,
    *uploads.STATES,
    *access.STATES,
)
