"""Every state of the page, and the steps of a person that lead to it."""

from screenshots.state import State
from screenshots.states import access, albums, grid, search, selection, sharing, trash, uploads, viewer, views

STATES: tuple[State, ...] = (
    *grid.STATES,
    *albums.STATES,
    *viewer.STATES,
    *search.STATES,
    *selection.STATES,
    *sharing.STATES,
    *trash.STATES,
    *views.STATES,
    *uploads.STATES,
    *access.STATES,
)
