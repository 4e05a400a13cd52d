"""The photo gallery: everything that is not Azure Functions itself."""
