"""Errors a caller may want to catch.

VisdomError
  Refused               the request does not fit; nothing was changed (HTTP 400)
    NotFound            the environment or window it names is not there (HTTP 404)
    NotAllowed          who asks may not do this (HTTP 403)
      Follows           the server only follows a folder that another one writes
    TooManyTries        logins failed so often that the next one has to wait (HTTP 429)
    NotUpdatable        plots of this kind cannot be updated (answered as 0.2.4 does, HTTP 200)
  StorageError          the folder or a file of it cannot be used
    FolderInUse         another server writes to this folder
    NewerFormat         the folder was written by a newer version
    Damaged             a file holds something that cannot be read
    NotSaved            the disk did not take a change; it is kept in memory and tried again (HTTP 507 or 500)
  PortNotFree           the server cannot listen on the port (also an OSError)
  BadArgument           client: data or opts do not fit the call (also a ValueError and an AssertionError)
    BadPixels           client: these values are no picture (also a TypeError)
    BadGraph            client: the nodes of a graph are not numbered from 0 (also a RuntimeError)
    BadFrames           client: frames of so many channels are no film (also a KeyError)
    NotJson             client: a value that no JSON can hold (also a TypeError)
    TooDeep             client: lists and dicts that are nested deeper than a server accepts
  NoServer              client: no server answers at the address (also a ConnectionError)
  LoginFailed           client: the server does not take user name and password, or needs them (also a ConnectionError
                        and a RuntimeError)
  MissingPackage        client: the call needs a package that is not installed (also an ImportError and a RuntimeError)

CallsLost               client: a warning that no server answers and calls are dropped, and one when that is over
"""

from __future__ import annotations


class VisdomError(Exception):
    """Base of all errors of this package."""


class Refused(VisdomError):
    """The request does not fit; nothing was changed."""


class NotFound(Refused):
    """The environment or window that the request names is not there."""


class NotAllowed(Refused):
    """Who asks may not do this."""


class TooManyTries(Refused):
    """Logins failed so often that the next one has to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"Too many logins failed: try again in {seconds} s.")


class Follows(NotAllowed):
    """The server only follows a folder that another process writes."""

    def __init__(self) -> None:
        super().__init__("This server only follows a folder (-follow): ask the server that writes it for changes.")


class NotUpdatable(Refused):
    """Plots of this kind cannot be updated."""


class StorageError(VisdomError):
    """The folder of the environments, or a file in it, cannot be used."""


class FolderInUse(StorageError):
    """Another server writes to this folder."""


class NewerFormat(StorageError):
    """The folder was written by a newer version of visdom."""


class Damaged(StorageError):
    """A file holds something that cannot be read."""


class NotSaved(StorageError):
    """The disk did not take a change; it is kept in memory, marked unsaved, and tried again, unless told otherwise."""

    def __init__(self, what: str, cause: BaseException, *, is_kept: bool = True) -> None:
        then = "It is kept in memory and tried again." if is_kept else "Nothing was changed."
        self.reason = reason_of(cause)
        super().__init__(f"{what} could not be saved: {self.reason}. {then}")
        self.errno = getattr(cause, "errno", None)


class PortNotFree(VisdomError, OSError):
    """The server cannot listen on the port: another program does, or the system refuses it."""

    def __init__(self, sentence: str, number: int | None) -> None:
        super().__init__(sentence)
        self.errno = number


def reason_of(error: BaseException) -> str:
    """Why something failed, in the words of the system where it has some."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


class BadArgument(VisdomError, ValueError, AssertionError):
    """Data or opts do not fit the call; nothing was sent. An AssertionError too, as programs for 0.2.4 expect."""


class BadPixels(BadArgument, TypeError):
    """The values cannot be drawn as a picture; nothing was sent."""


class BadGraph(BadArgument, RuntimeError):
    """The nodes of a graph are not numbered from 0; nothing was sent."""


class BadFrames(BadArgument, KeyError):
    """The frames cannot be shown as a film; nothing was sent."""

    def __str__(self) -> str:
        return str(self.args[0])  # a KeyError alone would show it in quotes


class NotJson(BadArgument, TypeError):
    """A value that JSON cannot hold; nothing was sent."""

    def __init__(self, what: str) -> None:
        super().__init__(
            "expected text, numbers, True, False, None, and lists and dicts of them, as JSON can hold, "
            f"got {what}; numpy's values become such by .tolist()"
        )


class TooDeep(BadArgument):
    """Lists and dicts that are nested deeper than a server accepts; nothing was sent."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what}: expected lists and dicts nested at most 950 levels deep, which a server accepts if Python's "
            "stack has room for them; got deeper ones, or one that contains itself"
        )


class NoServer(VisdomError, ConnectionError):
    """No server answers at the address."""


class LoginFailed(VisdomError, RuntimeError, ConnectionError):
    """The server does not take the user name and password, or needs them."""


class MissingPackage(VisdomError, ImportError, RuntimeError):
    """The call needs a package that is not installed."""

    def __init__(self, call: str, packages: str, extra: str) -> None:
        super().__init__(f"{call} needs {packages}: pip install 'visdom[{extra}]'")


class CallsLost(UserWarning):
    """No server answers, so calls are dropped; or one answers again, and the message counts the dropped calls."""
