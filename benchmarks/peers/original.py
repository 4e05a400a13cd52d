"""The original app, rebuilt from its description: Flask and the Storage SDK; one page shows all originals."""

import os

from azure.storage.blob import BlobServiceClient
from flask import Flask

app = Flask(__name__)
service = BlobServiceClient.from_connection_string(os.environ["PhotoStorage"])  # noqa: SIM112 - the gallery's setting
container = service.get_container_client(os.environ["CONTAINER"])


@app.get("/")
def photos() -> str:
    images = "".join(f'<img src="{container.get_blob_client(blob.name).url}">' for blob in container.list_blobs())
    return f"<!doctype html><title>Photos</title><form method=post enctype=multipart/form-data>{images}</form>"


@app.get("/health")
def health() -> str:
    return "ok"


if __name__ == "__main__":
    app.run(port=int(os.environ["PORT"]), threaded=True)
