"""An outside judge of credentials: the same files, libraries that are not ours.

Checks the Data Integrity proof (eddsa-jcs-2022) of each FILE with PyNaCl and rfc8785 from PyPI,
and that one changed letter is found. Without FILE it takes the two that the tests hold still.
  python3 -m venv target/judge && target/judge/bin/pip install pynacl rfc8785 base58
  target/judge/bin/python bench/judge/credential.py [FILE…]
"""
import copy
import hashlib
import json
import pathlib
import sys

import base58
import nacl.exceptions
import nacl.signing
import rfc8785

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = HERE.parent.parent / "crates/seal/src/credential/tests"


def multibase(text):
    assert text[0] == "z", f"expected base58btc (z…), found {text[:1]}"
    return base58.b58decode(text[1:])


def public_key(method):
    key, fragment = method.removeprefix("did:key:").split("#")
    assert key == fragment, f"expected one key, found {method}"
    raw = multibase(key)
    assert raw[:2] == b"\xed\x01", f"expected an Ed25519 key, found {raw[:2].hex()}"
    return nacl.signing.VerifyKey(raw[2:])


def fits(credential):
    """Sections 3.3.2 to 3.3.6 of W3C Data Integrity EdDSA Cryptosuites v1.0."""
    document = copy.deepcopy(credential)
    proof = document.pop("proof")
    value = proof.pop("proofValue")
    assert proof["type"] == "DataIntegrityProof" and proof["cryptosuite"] == "eddsa-jcs-2022"
    assert proof["@context"] == document["@context"]
    signed = b"".join(hashlib.sha256(rfc8785.dumps(part)).digest() for part in (proof, document))
    try:
        public_key(proof["verificationMethod"]).verify(signed, multibase(value))
    except nacl.exceptions.BadSignatureError:
        return False
    return True


def main():
    files = [pathlib.Path(name) for name in sys.argv[1:]] or sorted(GOLDEN.glob("*.json"))
    for path in files:
        credential = json.loads(path.read_text())
        changed = copy.deepcopy(credential)
        changed["credentialSubject"]["case"] += "x"
        verdict = (fits(credential), fits(changed))
        print(f"{path.name}: {'fits' if verdict[0] else 'does not fit'}; "
              f"changed: {'fits' if verdict[1] else 'does not fit'}")
        if verdict != (True, False):
            sys.exit(1)


main()
