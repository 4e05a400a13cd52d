"""What an app in Azure has around it, on this machine: an identity endpoint, and storage that takes its tokens alone.

The endpoint answers as App Service does (Azure docs, "Connect to Azure services in app code"): GET with `resource`,
`api-version=2019-08-01`, `client_id`, and the header `X-IDENTITY-HEADER`. Storage is Azurite with `--oauth basic`,
which believes any token that says the right things, over https with a certificate of its own.
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
"""Of the user-assigned identity."""

OBJECT_ID = "c1c5f6a2-0b7e-4a53-8f2d-7f5b0c9d3e21"
TENANT = "72a7a9f0-3c1e-4b2d-9a6f-2f6c1d0e4b55"
HEADER = "only the app knows this"
AUDIENCE = "https://storage.azure.com"


@dataclass
class Identity:
    """The endpoint, and what it was asked for."""

    url: str
    audience: str = AUDIENCE
    """What its tokens are good for."""
    asked: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Account:
    """A storage account that nobody enters with a key."""

    uri: str
    certificate: Path


def settings_of(identity: Identity, account: Account) -> dict[str, str]:
    """The app settings as infra/function-app.bicep sets them, and what App Service adds."""
    return {
        "PhotoStorage__blobServiceUri": account.uri,
        "PhotoStorage__credential": "managedidentity",
        "PhotoStorage__clientId": CLIENT_ID,
        "IDENTITY_ENDPOINT": identity.url,
        "IDENTITY_HEADER": HEADER,
        "REQUESTS_CA_BUNDLE": str(account.certificate),
    }


@contextmanager
def identity_endpoint() -> Iterator[Identity]:
    """Answers until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            identity.asked.append(query)
            known = self.headers["X-IDENTITY-HEADER"] == HEADER and query.get("client_id") == CLIENT_ID
            self.send_response(200 if known else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(_answer(identity.audience) if known else {}).encode())

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer((ports.HOST, 0), Handler)
    identity = Identity(f"http://{ports.HOST}:{server.server_port}/msi/token")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield identity
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def account_by_token(folder: Path) -> Iterator[Account]:
    """Azurite over https, until the block ends."""
    found = node.find()
    if not found:
        raise CommandError("Azurite isn't installed; `python3 dev.py test` installs it and runs the tests.")
    key, certificate = _certificate(folder)
    port, log = ports.free(), folder / "azurite.log"
    program = node.MODULES / "azurite" / "dist" / "src" / "blob" / "main.js"
    where = ["--blobHost", ports.HOST, "--blobPort", str(port), "--inMemoryPersistence"]
    by_token = ["--oauth", "basic", "--cert", str(certificate), "--key", str(key)]
    options = ["--skipApiVersionCheck", "--disableTelemetry", "--silent"]
    command = [found.node, str(program), *where, *by_token, *options]
    with log.open("w", encoding="utf-8") as output, processes.running(command, _variables(), output=output):
        if not processes.wait_for(lambda: "successfully listens" in log.read_text(encoding="utf-8"), azurite.SECONDS):
            raise CommandError(f"Azurite doesn't start: {log.read_text(encoding='utf-8')}")
        yield Account(f"https://{ports.HOST}:{port}/{azurite.ACCOUNT}", certificate)


def _answer(audience: str) -> Mapping[str, str]:
    now = int(time.time())
    claims = {"aud": audience, "iss": f"https://sts.windows.net/{TENANT}/", "oid": OBJECT_ID, "tid": TENANT}
    times = {"iat": now - 60, "nbf": now - 60, "exp": now + 3600}
    token = jwt.encode({**claims, **times}, "Azurite does not look at signatures", "HS256")
    return {"access_token": token, "expires_on": str(now + 3600), "resource": audience, "token_type": "Bearer"}


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A key and a certificate for this machine's address, signed by itself, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "storage of the tests")])
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


def _variables() -> dict[str, str]:
    variables = venv.environment()
    return {name: variables[name] for name in PASSED_ON if name in variables}
