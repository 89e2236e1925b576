"""File names made from ids, and back: no id leaves its folder, and no two ids share a file."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable

MAX_BYTES = 200
"""Longest name before the ending: leaves room for endings and for the stamps of the trash."""

WINDOWS = "jsons"
POSITIONS = "reload"
"""The two members of every environment: its windows, and the positions of its panes."""
NAME = "name"
"""The member that holds the id of an environment where the file's name cannot."""

JSON_ENDING = ".json"
COMPRESSED_ENDING = ".json.gz"
"""The window file, plain and compressed."""
JOURNAL_ENDING = ".journal"
WINDOW_ENDINGS = (JSON_ENDING, COMPRESSED_ENDING, JOURNAL_ENDING)
BACKUP_ENDING = ".kept"
"""The previous window file, until the disk has the new one."""

EMPTY = "%"
DIGEST_MARK = "%~"
UPSTREAM_DIGEST_MARK = "hash_"
_DIGEST_LENGTH = 32
_UNSAFE = re.compile(r'[/\\:*?"<>|%\x00-\x1f\x7f-\x9f\ud800-\udfff]')
_UNSAFE_OR_FOREIGN = re.compile(r'[/\\:*?"<>|%\x00-\x1f\x7f-\x9f]|[^\x00-\x7f]')
_ESCAPES = re.compile(r"(?:%[0-9A-F]{2})+")
_ANY_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
"""Some file systems that fold case list all names in small letters."""
_DIGESTED = re.compile(rf"{DIGEST_MARK}[0-9a-f]{{{_DIGEST_LENGTH}}}$")
_UPSTREAM_DIGESTED = re.compile(rf"{UPSTREAM_DIGEST_MARK}[0-9a-f]{{64}}$")
_PARTIAL_ESCAPE = re.compile(r"%[0-9A-F]?$")
_WINDOWS_DEVICES = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [device + number for device in ("COM", "LPT") for number in "0123456789¹²³"]
)


class NameRule:
    """How the ids of one folder become file names (without their endings).

    `folds_case` says that the file system takes `A` for `a`; `reserved` are names with another use.
    """

    def __init__(self, *, folds_case: bool = False, reserved: frozenset[str] = frozenset()) -> None:
        self.folds_case = folds_case
        self._reserved = reserved

    def encode(self, identifier: str) -> str:
        """The name for an id: the id itself wherever every file system can hold it."""
        stem = self._escape(identifier, self.folds_case)
        return stem if len(stem.encode()) <= MAX_BYTES else _digested(identifier, stem)

    def decode(self, stem: str) -> str | None:
        """The id that a name stands for, or None when the file itself holds it.

        Other programs name files after the id as it is: such names, which `encode` does not make, are the id.
        """
        if "%" not in stem and not stem.startswith(UPSTREAM_DIGEST_MARK):
            return stem
        if is_digested(stem):
            return None
        if stem == EMPTY:
            return ""
        ours = _ANY_ESCAPES.sub(lambda match: match[0].upper(), stem) if self.folds_case else stem
        try:
            identifier = _ESCAPES.sub(_unescape, ours)
        except UnicodeDecodeError:
            return stem
        canonical = (self._escape(identifier, folds_case) for folds_case in (False, True))
        return identifier if ours in canonical else stem

    def id_of(self, stem: str, read_id: Callable[[], object]) -> str:
        """The id that a name stands for: of a cut name the id in its file, or the name itself if that does not fit."""
        identifier = self.decode(stem)
        if identifier is not None:
            return identifier
        stored = read_id()
        return stored if isinstance(stored, str) and is_digest_of(stem, stored) else stem

    def free_name(self, identifier: str, is_taken: Callable[[str], bool]) -> str:
        """The name for a new id; another one when another program has a file of that name."""
        stem = self.encode(identifier)
        return _digested(identifier, stem) if is_taken(stem) else stem

    def _escape(self, identifier: str, folds_case: bool) -> str:
        if not identifier:
            return EMPTY
        unsafe = _UNSAFE if unicodedata.is_normalized("NFC", identifier) else _UNSAFE_OR_FOREIGN
        if folds_case:
            stem = "".join(_percent(c) if unsafe.match(c) or not _has_one_case(c) else c for c in identifier)
        else:
            stem = unsafe.sub(lambda match: _percent(match[0]), identifier)
        if stem[-1] in ". ":
            stem = stem[:-1] + _percent(stem[-1])
        device = stem.split(".", 1)[0].rstrip(" ").upper()
        if stem[0] == "." or device in _WINDOWS_DEVICES or stem in self._reserved:
            stem = _percent(stem[0]) + stem[1:]
        return stem


def split_name(name: str) -> tuple[str, str] | None:
    """The stem of a window's file and its ending; None for other files.

    No name has two of the endings, so no two windows share a file, whatever their ids end with.
    """
    for ending in WINDOW_ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending), ending
    return None


def folded(name: str) -> str:
    """A name as a file system compares it that ignores case and the way in which a letter is composed (macOS)."""
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())


def is_digested(stem: str) -> bool:
    """Is this a cut name with a digest, of ours or of newer upstream? Then the id is in the file."""
    return bool(_DIGESTED.search(stem) or _UPSTREAM_DIGESTED.match(stem))


def is_digest_of(stem: str, identifier: str) -> bool:
    """Does the digest in a name belong to this id?"""
    digest = _digest(identifier)
    return stem == UPSTREAM_DIGEST_MARK + digest or stem.endswith(DIGEST_MARK + digest[:_DIGEST_LENGTH])


def _digested(identifier: str, stem: str) -> str:
    """The beginning of a name, and a digest that distinguishes the id from all others."""
    room = MAX_BYTES - len(DIGEST_MARK) - _DIGEST_LENGTH
    beginning = _PARTIAL_ESCAPE.sub("", stem.encode()[:room].decode("utf-8", "ignore"))
    return beginning + DIGEST_MARK + _digest(identifier)[:_DIGEST_LENGTH]


def _digest(identifier: str) -> str:
    return hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def _unescape(escapes: re.Match[str]) -> str:
    return bytes.fromhex(escapes[0].replace("%", "")).decode("utf-8", "surrogatepass")


def _has_one_case(character: str) -> bool:
    """Is this the only character of its kind where case does not matter, or the one that stands for all of them?"""
    return character.casefold() == character == character.upper().casefold()
