"""A small Functions app for testing the bundled host, with helpers that start it and send requests."""
