"""Every state that the page can be in, and how a person brings it there."""

from screenshots.states import access, grid, selection, uploads, viewer
from screenshots.visits import State

STATES: tuple[State, ...] = (*grid.STATES, *viewer.STATES, *selection.STATES, *uploads.STATES, *access.STATES)
