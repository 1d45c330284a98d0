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
from sim.words import Said, Sentence, Words, said

MOST_FAULTS_SHOWN = 20
MOST_WORDS_SHOWN = 24
MOST_COLUMNS_SHOWN = 100


class _Facts(dict[str, str]):
    """The facts of one sentence; a fact not given reads as nothing rather than breaking the message."""

    def __missing__(self, key: str) -> str:
        return ""


def _phrase(key: str, lang: str) -> str:
    return PHRASES[key][1 if lang == "zh" else 0]


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


REASONS = Words({
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
})
"""What the operating system says most often, by the name of its error."""


def reason_of(problem: Exception) -> Said:
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
    found: Said = ""
    allowed: Said = ""
    nearest: str = ""
    help: Said = ""
    text: Said = ""
    source_line: str = ""
    width: int = 1
    related: tuple[int, str] | None = None
    low: Said = ""
    high: Said = ""
    facts: Mapping[str, Said] = field(default_factory=dict)

    def _filled(self, template: str, lang: str) -> str:
        words: dict[str, str] = {
            "file": self.file,
            "found": said(self.found, lang),
            "allowed": said(self.allowed, lang),
            "path": self.key_path,
            "key": self.key_path.rsplit(".", 1)[-1],
            **{name: said(fact, lang) for name, fact in self.facts.items()},
        }
        if lang == "zh":
            words = {name: _in_chinese(word) for name, word in words.items()}
        return template.format_map(_Facts({name: visible(word) for name, word in words.items()}))

    def message(self, lang: str = "en") -> str:
        """Says in one sentence what is wrong.

        Args:
            lang: "en" or "zh".

        Returns:
            The sentence, without place and advice.
        """
        if self.text:
            return visible(said(self.text, lang))
        entry = CATALOGUE[self.code]
        return self._filled(entry.zh if lang == "zh" else entry.en, lang)

    def advice(self, lang: str = "en") -> str:
        """Says what would probably put it right; empty when nobody can tell.

        Args:
            lang: "en" or "zh".

        Returns:
            The advice.
        """
        if self.nearest:
            return _phrase("did_you_mean", lang).format(word=visible(self.nearest))
        if isinstance(self.help, str) and self.help in ADVICE:
            return self._filled(ADVICE[self.help][1 if lang == "zh" else 0], lang)
        if self.help:
            return visible(said(self.help, lang))
        entry = CATALOGUE[self.code]
        return self._filled(entry.help_zh if lang == "zh" else entry.help_en, lang)

    def limits(self, lang: str = "en") -> str:
        """Says what is allowed: a range or a list of words; empty when that needs no saying."""
        low, high = said(self.low, lang), said(self.high, lang)
        if low and high:
            return _phrase("range", lang).format(low=low, high=high)
        if low or high:
            return _phrase("at_least" if low else "at_most", lang).format(low=low, high=high)
        template = CATALOGUE[self.code]
        return "" if "{allowed}" in template.en else visible(said(self.allowed, lang))

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

    def render(self, lang: str = "en") -> str:
        """Writes the fault as a block of lines in the manner of a compiler.

        Args:
            lang: "en" or "zh".

        Returns:
            The block, without a final line break.
        """
        lines = [f"{_phrase('error', lang)}[{self.code}]: {self.message(lang)}"]
        if self.place():
            lines.append(f"  --> {self.place()}")
        lines.extend(self._excerpt())
        if self.limits(lang):
            lines.append(f"   = {_phrase('allowed', lang)}: {self.limits(lang)}")
        if self.advice(lang):
            lines.append(f"   = {_phrase('help', lang)}: {self.advice(lang)}")
        return "\n".join(lines)

    def as_dict(self, lang: str = "en") -> dict[str, str | int | None]:
        """Gives the fault to a program: every part under its own name."""
        return {
            "code": self.code,
            "message": self.message(lang),
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "key": self.key_path,
            "found": said(self.found, lang),
            "allowed": self.limits(lang) or said(self.allowed, lang),
            "help": self.advice(lang),
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

    def render(self, lang: str = "en") -> str:
        """Writes all faults as blocks, at most twenty, then how many more there are.

        Args:
            lang: "en" or "zh".

        Returns:
            The text to print.
        """
        blocks = [fault.render(lang) for fault in self.faults[:MOST_FAULTS_SHOWN]]
        hidden = len(self.faults) - MOST_FAULTS_SHOWN
        if hidden > 0:
            blocks.append(_phrase("more", lang).format(n=hidden))
        return "\n\n".join(blocks)

    def as_dicts(self, lang: str = "en") -> list[dict[str, str | int | None]]:
        """Gives all faults to a program, every part under its own name.

        Args:
            lang: "en" or "zh".

        Returns:
            One mapping for each fault, however many there are.
        """
        return [fault.as_dict(lang) for fault in self.faults]

    def __str__(self) -> str:
        """Shows the message in English."""
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
