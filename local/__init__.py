"""Everything that runs the app on your machine: the bundled Functions host, Azurite and Node."""
