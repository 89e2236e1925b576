"""Runs one command: from its words to what it prints and its exit code."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence

from visdom.autosave.commands.answer import Answer, Exit, InTheWay, NotThere
from visdom.autosave.commands.arguments import Command, build_parser, function_of
from visdom.autosave.reading import Replay
from visdom.errors import Damaged, FolderInUse, StorageError
from visdom.jsontext import dumps

INTERRUPTED = "Interrupted. What was done stays done; run the command again for the rest."


def run(words: Sequence[str], replay: Replay, *, program: str) -> int:
    """Do what the words say; `replay(window, operations)` does the operations of a patch to a window."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    arguments = build_parser(program).parse_args(words)
    answer = _answer(function_of(arguments), arguments, replay)
    if arguments.json:
        print(dumps({"exit": int(answer.exit_code), **answer.data}).decode())
    else:
        stream = sys.stderr if "error" in answer.data else sys.stdout
        for line in answer.lines:
            print(line, file=stream)
    return int(answer.exit_code)


def _answer(command: Command, arguments: argparse.Namespace, replay: Replay) -> Answer:
    try:
        return command(arguments, replay)
    except KeyboardInterrupt:
        return _failed(Exit.INTERRUPTED, INTERRUPTED)
    except (NotThere, InTheWay) as error:
        return _failed(Exit.USAGE, str(error))
    except Damaged as error:
        return _failed(Exit.WRONG, str(error))
    except FolderInUse as error:
        return _failed(Exit.IN_USE, str(error))
    except StorageError as error:
        return _failed(Exit.STORAGE, str(error))
    except OSError as error:
        return _failed(Exit.STORAGE, f"The folder or its disk cannot be used: {error}.")


def _failed(exit_code: Exit, sentence: str) -> Answer:
    return Answer({"error": sentence}, [sentence], exit_code)
