"""Builds the original app's page and prints the CPU time. Arguments: connection string, prefix."""

import sys
import time

from azure.storage.blob import ContainerClient

with ContainerClient.from_connection_string(sys.argv[1], "photos") as container:
    started = time.process_time()
    images = "".join(f'<img src="{blob.name}">' for blob in container.list_blobs(sys.argv[2], include=["metadata"]))
    print(time.process_time() - started)
