"""The photo gallery, except what's specific to Azure Functions."""
