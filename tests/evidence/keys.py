"""Keys made for a test, and evidence signed with them."""

import base64
import json

from cardkit.evidence.dsse import PAYLOAD_TYPE, written
from cardkit.evidence.keys import TrustedKey, sign


class Pair:
    """A key pair that was made just now."""

    def __init__(self, name):
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self.private = Ed25519PrivateKey.generate()
        self.trusted = TrustedKey(name, self.private.public_key().public_bytes_raw())

    @staticmethod
    def alter(envelope, old, new):
        payload = base64.b64decode(envelope["payload"])
        assert old in payload
        envelope["payload"] = base64.b64encode(payload.replace(old, new, 1)).decode()


def signed(folder, *pairs):
    """Sign the evidence in a folder; return the envelope's path."""
    payload = (folder / "verification.json").read_bytes()
    path = folder / "verification.dsse.json"
    path.write_bytes(written(payload, [sign(PAYLOAD_TYPE, payload, p.private) for p in pairs]))
    return path


def resigned(path, pair, old, new):
    """Alter the payload of an envelope and sign it anew."""
    envelope = json.loads(path.read_text())
    Pair.alter(envelope, old, new)
    payload = base64.b64decode(envelope["payload"])
    path.write_bytes(written(payload, [sign(PAYLOAD_TYPE, payload, pair.private)]))
