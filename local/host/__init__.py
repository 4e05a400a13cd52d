"""The bundled Functions host."""
