"""What runs the app on one's own machine: the bundled Functions host, Azurite and Node."""
