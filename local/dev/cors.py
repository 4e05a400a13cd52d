"""Lets scripts of pages read from storage: `python -m local.dev.cors ORIGIN…`, with STORAGE as connection string."""

import os
import sys

from azure.storage.blob import BlobServiceClient, CorsRule

MAX_AGE = 3600
"""Seconds for which browsers remember the rule, as in infra/photo-storage.bicep."""


def main() -> None:
    """Replace the storage's CORS rules by one that allows reads from these origins."""
    rule = CorsRule(sys.argv[1:], ["GET", "HEAD"], max_age_in_seconds=MAX_AGE)
    with BlobServiceClient.from_connection_string(os.environ["STORAGE"]) as service:
        service.set_service_properties(cors=[rule])


if __name__ == "__main__":
    main()
