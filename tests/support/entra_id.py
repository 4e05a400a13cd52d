"""A local stand-in for Entra ID: an identity endpoint, and a storage account that only accepts its tokens.

The endpoint works like App Service's (Azure docs, "Connect to Azure services in app code"): GET with `resource`,
`api-version=2019-08-01`, `client_id`, and the header `X-IDENTITY-HEADER`. The account is Azurite with `--oauth basic`,
which checks a token's claims but not its signature, over HTTPS with a self-signed certificate.
"""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from local.dev import azurite, node, ports, processes, venv
from local.dev.errors import CommandError
from support.gallery_app import PASSED_ON

CLIENT_ID = "5f0d1c34-8f5e-4f0c-9e5b-1d8c8f4b7a10"
"""The client id of the user-assigned identity."""

OBJECT_ID = "c1c5f6a2-0b7e-4a53-8f2d-7f5b0c9d3e21"
TENANT = "72a7a9f0-3c1e-4b2d-9a6f-2f6c1d0e4b55"
HEADER = "only the app knows this"
AUDIENCE = "https://storage.azure.com"


@dataclass
class Identity:
    """The endpoint and the requests it has received."""

    url: str
    audience: str = AUDIENCE
    """The audience of its tokens."""
    requests: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Account:
    """A storage account without account keys."""

    uri: str
    certificate: Path


def build_settings(identity: Identity, account: Account) -> dict[str, str]:
    """Return the app settings from infra/function-app.bicep and those that App Service adds."""
    return {
        "PhotoStorage__blobServiceUri": account.uri,
        "PhotoStorage__credential": "managedidentity",
        "PhotoStorage__clientId": CLIENT_ID,
        "IDENTITY_ENDPOINT": identity.url,
        "IDENTITY_HEADER": HEADER,
        "REQUESTS_CA_BUNDLE": str(account.certificate),
    }


@contextmanager
def run_identity_endpoint() -> Iterator[Identity]:
    """Run the endpoint for the duration of a `with` block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            identity.requests.append(query)
            known = self.headers["X-IDENTITY-HEADER"] == HEADER and query.get("client_id") == CLIENT_ID
            self.send_response(200 if known else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(_create_token_response(identity.audience) if known else {}).encode())

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer((ports.HOST, 0), Handler)
    identity = Identity(f"http://{ports.HOST}:{server.server_port}/msi/token")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield identity
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def run_token_only_account(folder: Path) -> Iterator[Account]:
    """Run Azurite over HTTPS for the duration of a `with` block."""
    found = node.find()
    if not found:
        raise CommandError("Azurite isn't installed. Run `python3 dev.py test`, which installs it.")
    key, certificate = _create_certificate(folder)
    port, log = ports.find_free(), folder / "azurite.log"
    program = node.MODULES / "azurite" / "dist" / "src" / "blob" / "main.js"
    location = ["--blobHost", ports.HOST, "--blobPort", str(port), "--inMemoryPersistence"]
    token_options = ["--oauth", "basic", "--cert", str(certificate), "--key", str(key)]
    options = ["--skipApiVersionCheck", "--disableTelemetry", "--silent"]
    command = [found.node, str(program), *location, *token_options, *options]
    with log.open("w", encoding="utf-8") as output, processes.run_process(command, _select_variables(), output=output):
        if not processes.wait_for(lambda: "successfully listens" in log.read_text("utf-8"), azurite.START_TIMEOUT):
            raise CommandError(f"Azurite didn't start: {log.read_text('utf-8')}")
        yield Account(f"https://{ports.HOST}:{port}/{azurite.ACCOUNT}", certificate)


def _create_token_response(audience: str) -> Mapping[str, str]:
    now = int(time.time())
    claims = {"aud": audience, "iss": f"https://sts.windows.net/{TENANT}/", "oid": OBJECT_ID, "tid": TENANT}
    times = {"iat": now - 60, "nbf": now - 60, "exp": now + 3600}
    token = jwt.encode({**claims, **times}, "Azurite doesn't check signatures", "HS256")
    return {"access_token": token, "expires_on": str(now + 3600), "resource": audience, "token_type": "Bearer"}


def _create_certificate(folder: Path) -> tuple[Path, Path]:
    """Create a key and a self-signed certificate for this machine's address, valid for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test storage")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(ports.HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    paths = folder / "key.pem", folder / "certificate.pem"
    for path, data in zip(paths, (private, certificate.public_bytes(pem)), strict=True):
        path.write_bytes(data)
    return paths


def _select_variables() -> dict[str, str]:
    variables = venv.build_environment()
    return {name: variables[name] for name in PASSED_ON if name in variables}
