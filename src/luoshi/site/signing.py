"""Sign backups: sign the manifest, which contains a hash of everything else, with the office's key.

It is an Ed25519 key; ``signing.key`` holds its 32 bytes in hex. People compare keys by their prints.
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEY = "signing.key"
NAME = "manifest.sig"  # in the backup: public key and signature, hex
LENGTH = 200  # its maximum size in bytes
_OF_MANIFEST = b"luoshi backup manifest\n"  # so that signatures made for other purposes are not valid here


def load_private_key(key: str) -> Ed25519PrivateKey:
    """Parse a key from the key file.

    Raises:
        ValueError: it is invalid.
    """
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))


def print_of_key(key: str) -> str:
    """Return the print by which people compare a key from the key file."""
    return _print(_public(load_private_key(key)))


def sign_manifest(key: str, manifest: bytes) -> bytes:
    """Return the signature file that is stored beside the manifest."""
    signing = load_private_key(key)
    return f"{_public(signing).hex()} {signing.sign(_OF_MANIFEST + manifest).hex()}\n".encode()


def print_of_signer(signature: bytes, manifest: bytes) -> str:
    """Return the print of the key that signed this manifest.

    Raises:
        ValueError: the signature is invalid.
    """
    public, _blank, signed = signature.decode("ascii").strip().partition(" ")
    key = bytes.fromhex(public)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(signed), _OF_MANIFEST + manifest)
    except InvalidSignature:
        raise ValueError("signature") from None
    return _print(key)


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _print(public: bytes) -> str:
    digits = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(digits[start : start + 4] for start in range(0, 32, 4))
