"""A small Functions app for the tests of the bundled host, and how they start and ask it."""
