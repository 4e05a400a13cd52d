"""Where photos were taken: the city nearest to their coordinates, and an outline of the world to show it on."""
