"""What can go wrong before or around a run, said so that a planner can put it right at once.

A `Fault` is one thing wrong with one input: where it stands, what was found, what is allowed and the likely
remedy. Faults are collected and raised together in one `InputError`, so that one look at the screen is enough
to correct a whole file. The sentences stand in `sim/error_messages.py`, by code, in English and in Chinese.
"""

from __future__ import annotations

import difflib
import errno
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sim.error_messages import ADVICE, BEGINNINGS_ZH, CATALOGUE, PHRASES, WORDS_ZH
from sim.words import Sentence, Text, Words, as_text, both, speaking

MOST_FAULTS_SHOWN = 20
MOST_WORDS_SHOWN = 24
MOST_COLUMNS_SHOWN = 100


class _Facts(dict[str, str]):
    """The facts of one sentence; a fact not given reads as nothing rather than breaking the message."""

    def __missing__(self, key: str) -> str:
        return ""


def _in_chinese(word: str) -> str:
    for beginning, chinese in BEGINNINGS_ZH.items():
        if word.startswith(beginning):
            return chinese + word[len(beginning) :]
    return WORDS_ZH.get(word, word)


def nearest(word: str, words: Iterable[str]) -> str:
    """Finds the known word that was probably meant.

    Args:
        word: What was written.
        words: The words known.

    Returns:
        The nearest word (similarity at least 0.6, after Ratcliff and Obershelp), or "" when none is near.
    """
    known = list(words)
    folded = {name.casefold(): name for name in reversed(known)}
    if word.casefold() in folded:
        return folded[word.casefold()]
    found = difflib.get_close_matches(word[:200].casefold(), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


REASONS = Words(
    {
        "EACCES": ("Permission denied", "权限不足"),
        "EPERM": ("Operation not permitted", "不允许该操作"),
        "ENOENT": ("No such file or directory", "文件或文件夹不存在"),
        "ENOSPC": ("No space left on device", "磁盘空间不足"),
        "EDQUOT": ("Disk quota exceeded", "超出磁盘配额"),
        "EROFS": ("Read-only file system", "文件系统为只读"),
        "EISDIR": ("Is a directory", "这是一个文件夹"),
        "ENOTDIR": ("Not a directory", "不是文件夹"),
        "EEXIST": ("File exists", "文件已存在"),
        "ENOTEMPTY": ("Directory not empty", "文件夹不为空"),
        "ENAMETOOLONG": ("File name too long", "文件名过长"),
        "EINVAL": ("Invalid argument", "参数无效"),
        "EIO": ("Input/output error", "读写错误"),
        "EMFILE": ("Too many open files", "打开的文件过多"),
        "ENOMEM": ("Cannot allocate memory", "内存不足"),
        "EAGAIN": ("Resource temporarily unavailable", "资源暂时不可用"),
        "EADDRINUSE": ("Address already in use", "地址已被占用"),
        "EADDRNOTAVAIL": ("Cannot assign requested address", "地址不可用"),
    }
)
"""What the operating system says most often, by the name of its error."""


def reason_of(problem: Exception) -> Text:
    """Why the operating system refused something.

    Args:
        problem: What was raised.

    Returns:
        The reason in both languages, or as the system words it where it is a rare one.
    """
    name = errno.errorcode.get(getattr(problem, "errno", None) or 0, "")
    return REASONS[name] if name in REASONS else getattr(problem, "strerror", None) or str(problem)


def is_there(path: Path) -> bool:
    """Whether there is something of this name; no as well where the system does not let us look."""
    return _known(path.exists)


def is_file(path: Path) -> bool:
    """Whether there is a file of this name that can be looked at."""
    return _known(path.is_file)


def is_folder(path: Path) -> bool:
    """Whether there is a folder of this name that can be looked at."""
    return _known(path.is_dir)


def _known(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except (OSError, ValueError):
        return False


def is_hidden(character: str) -> bool:
    """Says whether a character is invisible or steers the display (control, format, line breaks)."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def visible(text: str) -> str:
    """Rewrites characters that would steer a terminal, so that printing foreign text is harmless."""
    return "".join("\u2192" if c == "\t" else f"<U+{ord(c):04X}>" if is_hidden(c) else c for c in text)


def _visible(text: Text) -> Sentence:
    return Sentence(*map(visible, both(text)))


def shortened(text: str, most: int = 60) -> str:
    """Cuts a foreign text to a length that fits in a sentence."""
    return text if len(text) <= most else text[: most - 3] + "..."


def _columns(text: str) -> int:
    """Width of a text on a terminal: Chinese characters take two columns (Unicode Standard Annex 11)."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one input.

    Args:
        code: Its stable code, a key of `CATALOGUE`.
        file: The file, or the command-line option, that holds it.
        line: Line in the file, counted from 1; None where there is none.
        column: Column in the line, counted from 1.
        key_path: Dotted path of the setting, such as "run.days".
        found: What stands there.
        allowed: What may stand there: a sentence, or words that need no translation.
        nearest: The known word that was probably meant.
        help: Advice: a sentence, a key of `ADVICE`, or a command or path; otherwise the catalogue's is given.
        text: The sentence itself; otherwise the catalogue's.
        source_line: The line as it stands in the file.
        width: How many characters to underline.
        related: Another line that belongs to the fault, as (number, text): the first of two equal keys.
        low: Smallest value allowed.
        high: Largest value allowed.
        facts: Further words the catalogue's sentence asks for; what needs translation is a `Sentence`.
    """

    code: str
    file: str = ""
    line: int | None = None
    column: int | None = None
    key_path: str = ""
    found: Text = ""
    allowed: Text = ""
    nearest: str = ""
    help: Text = ""
    text: Text = ""
    source_line: str = ""
    width: int = 1
    related: tuple[int, str] | None = None
    low: Text = ""
    high: Text = ""
    facts: Mapping[str, Text] = field(default_factory=dict)

    def _filled(self, template: Sentence) -> Sentence:
        """A sentence of the catalogue with the facts in their places."""
        facts: dict[str, Text] = {
            "file": self.file,
            "found": self.found,
            "allowed": self.allowed,
            "path": self.key_path,
            "key": self.key_path.rsplit(".", 1)[-1],
            **self.facts,
        }
        english, chinese = ({name: both(fact)[k] for name, fact in facts.items()} for k in range(2))
        chinese = {name: _in_chinese(word) for name, word in chinese.items()}
        return Sentence(
            *(
                text.format_map(_Facts({name: visible(word) for name, word in words.items()}))
                for text, words in zip(template, (english, chinese), strict=True)
            )
        )

    def message(self) -> Sentence:
        """Says in one sentence what is wrong, without place and advice."""
        if self.text:
            return _visible(self.text)
        entry = CATALOGUE[self.code]
        return self._filled(Sentence(entry.en, entry.zh))

    def advice(self) -> Sentence:
        """Says what would probably put it right; empty when nobody can tell."""
        if self.nearest:
            return PHRASES.phrase("did_you_mean", word=visible(self.nearest))
        if isinstance(self.help, str) and self.help in ADVICE:
            return self._filled(ADVICE[self.help])
        if self.help:
            return _visible(self.help)
        entry = CATALOGUE[self.code]
        return self._filled(Sentence(entry.help_en, entry.help_zh))

    def limits(self) -> Sentence:
        """Says what is allowed: a range or a list of words; empty when that needs no saying."""
        low, high = both(self.low), both(self.high)
        if low.en and high.en:
            return PHRASES.phrase("range", low=low, high=high)
        if low.en or high.en:
            return PHRASES.phrase("at_least" if low.en else "at_most", low=low, high=high)
        return Sentence("", "") if "{allowed}" in CATALOGUE[self.code].en else _visible(self.allowed)

    def place(self) -> str:
        """Says where it stands: file:line:column and the dotted path."""
        numbers = "".join(f":{n}" for n in (self.line, self.column) if n is not None)
        path = f"  ({self.key_path})" if self.key_path else ""
        return visible(f"{self.file}{numbers}{path}").strip()

    def _excerpt(self) -> list[str]:
        if self.line is None or not self.source_line.strip():
            return []
        margin = len(str(max(self.line, self.related[0] if self.related else 0)))
        start = max(0, (self.column or 1) - 1 - MOST_COLUMNS_SHOWN // 2)
        start = start if len(self.source_line) > MOST_COLUMNS_SHOWN else 0
        shown = visible(self.source_line[start : start + MOST_COLUMNS_SHOWN])
        lines = []
        if self.related:
            lines.append(f"{self.related[0]:>{margin}} | {visible(self.related[1][:MOST_COLUMNS_SHOWN])}")
        lines.append(f"{self.line:>{margin}} | {shown}")
        if self.column is not None:
            before = _columns(visible(self.source_line[start : self.column - 1]))
            under = visible(self.source_line[self.column - 1 : self.column - 1 + max(1, self.width)])
            marks = max(1, min(_columns(under), _columns(shown) - before))
            lines.append(f"{'':>{margin}} | {' ' * before}{'^' * marks}")
        return lines

    def render(self) -> str:
        """Writes the fault as a block of lines in the manner of a compiler.

        Returns:
            The block in the present language, without a final line break.
        """
        lines = [f"{PHRASES['error']}[{self.code}]: {self.message()}"]
        if self.place():
            lines.append(f"  --> {self.place()}")
        lines.extend(self._excerpt())
        for key, text in (("allowed", str(self.limits())), ("help", str(self.advice()))):
            if text:
                lines.append(f"   = {PHRASES[key]}: {text}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, str | int | None]:
        """Gives the fault to a program: every part under its own name."""
        return {
            "code": self.code,
            "message": str(self.message()),
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "key": self.key_path,
            "found": as_text(self.found),
            "allowed": str(self.limits()) or as_text(self.allowed),
            "help": str(self.advice()),
        }


def words_allowed(words: Iterable[str]) -> str:
    """Joins the words allowed for a message, the first two dozen of them."""
    known = list(words)
    more = f", ... ({len(known)})" if len(known) > MOST_WORDS_SHOWN else ""
    return ", ".join(known[:MOST_WORDS_SHOWN]) + more


class LeftOutWarning(UserWarning):
    """One of several things cannot be used and is left out; everything else goes on.

    Args:
        reason: Which one, where it comes from, and why it is left out.
    """

    def __init__(self, reason: Sentence) -> None:
        self.reason = reason
        super().__init__(reason.en)


class GongzhiError(Exception):
    """Anything that ends a command with a message instead of a traceback.

    Args:
        faults: What is wrong: faults, one fault, or a sentence (English alone only for what is no planner's input).
    """

    exit_code = 1
    plain_code = "GZ099"

    def __init__(self, faults: Sequence[Fault] | Fault | Sentence | str) -> None:
        if isinstance(faults, str | Sentence):
            faults = Fault(self.plain_code, text=faults)
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__(self.faults)

    def render(self) -> str:
        """Writes all faults as blocks, at most twenty, then how many more there are.

        Returns:
            The text to print.
        """
        blocks = [fault.render() for fault in self.faults[:MOST_FAULTS_SHOWN]]
        hidden = len(self.faults) - MOST_FAULTS_SHOWN
        if hidden > 0:
            blocks.append(PHRASES.say("more", n=hidden))
        return "\n\n".join(blocks)

    def as_dicts(self) -> list[dict[str, str | int | None]]:
        """Gives all faults to a program, every part under its own name.

        Returns:
            One mapping for each fault, however many there are.
        """
        return [fault.as_dict() for fault in self.faults]

    def __str__(self) -> str:
        """Shows the message in English, in which tracebacks and stored errors stand whoever reads on."""
        with speaking("en"):
            return self.render()


class InputError(GongzhiError):
    """The input (scenario, data, option) cannot be used as it stands; nothing was run and nothing written."""

    exit_code = 2


class EnvironmentProblem(GongzhiError):
    """The machine or its folders stand in the way: output exists, disk is full, folder is read-only."""

    exit_code = 4


class RunsFailed(GongzhiError):
    """Some runs failed; the finished ones are kept."""

    exit_code = 1
