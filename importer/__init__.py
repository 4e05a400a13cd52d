"""Moving in and out: imports photos into a gallery over HTTP, exports them, and compares both.

It knows the gallery only by its HTTP interface, so it works with any that's deployed. Of the gallery's own code it uses
rules about names alone (`gallery.model`).
"""
