"""What is sealed opens only in its own scope; hashes recognise and tell nothing."""

import pytest
from cryptography.exceptions import InvalidTag

from domain.secrets import keyed_hash, seal, token_hash, unseal

EGN = "6101047500"


def test_what_was_sealed_opens_again_and_never_looks_the_same() -> None:
    first, second = seal(EGN, "person.egn"), seal(EGN, "person.egn")
    assert [unseal(sealed, "person.egn") for sealed in (first, second)] == [EGN, EGN]
    assert first != second
    assert EGN.encode() not in first


def test_it_opens_in_no_other_scope_and_not_when_touched() -> None:
    sealed = seal(EGN, "person.egn")
    with pytest.raises(InvalidTag):
        unseal(sealed, "other.egn")
    with pytest.raises(InvalidTag):
        unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), "person.egn")


def test_a_hash_recognises_the_same_text_of_the_same_scope_alone() -> None:
    known = keyed_hash(EGN, "person.egn")
    assert known == keyed_hash(EGN, "person.egn")
    assert len({known, keyed_hash(EGN, "other"), keyed_hash("6101047501", "person.egn"), token_hash(EGN)}) == 4
