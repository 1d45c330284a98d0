"""Sentences in English and Simplified Chinese side by side, and the language in which they are shown.

A sentence holds both languages until it is shown. Which one is shown is a context: whoever knows the reader opens it
once, `with speaking("zh"):`, and nothing in between hands a language on. A thread begins in English, as every context
does, so whoever starts one for a reader opens it there again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeAlias

LANGUAGES = ("en", "zh")
"""The languages: English and Simplified Chinese, in the order of every pair."""

_LANGUAGE: ContextVar[str] = ContextVar("language", default=LANGUAGES[0])


def language() -> str:
    """The language in which sentences are shown now: "en" unless `speaking` says otherwise."""
    return _LANGUAGE.get()


@contextmanager
def speaking(lang: str | None) -> Iterator[None]:
    """Shows sentences in a language while the context lasts.

    Args:
        lang: "en" or "zh"; None leaves it as it is.

    Raises:
        ValueError: It is another.
    """
    if lang not in (None, *LANGUAGES):
        raise ValueError(f"the languages are {', '.join(LANGUAGES)}, not {lang!r}")
    before = _LANGUAGE.set(lang or language())
    try:
        yield
    finally:
        _LANGUAGE.reset(before)


class Sentence(NamedTuple):
    """One sentence in both languages; as text it is the one of `language()`."""

    en: str
    zh: str

    def __str__(self) -> str:
        """The sentence in the present language."""
        return self[LANGUAGES.index(language())]

    def __format__(self, how: str) -> str:
        """The sentence in the present language, as `str` gives it."""
        return format(str(self), how)

    def after(self, text: str) -> Sentence:
        """The sentence with a text before it that needs no translation, such as a number before its unit.

        Args:
            text: The text.
        """
        return Sentence(text + self.en, text + self.zh)

    def and_then(self, other: Sentence) -> Sentence:
        """This sentence and another after it, with a semicolon between them.

        Args:
            other: The other.
        """
        return Sentence(f"{self.en}; {other.en}", f"{self.zh}；{other.zh}")

    def filled(self, /, **facts: Any) -> Sentence:
        """The sentence with its places in braces filled.

        Args:
            facts: What stands in the places, by name; a fact that is itself a sentence is filled in in each language.

        Returns:
            The sentence, in both languages.

        Raises:
            KeyError: A place is not filled.
        """
        return Sentence(
            *(
                text.format(**{name: fact[k] if isinstance(fact, Sentence) else fact for name, fact in facts.items()})
                for k, text in enumerate(self)
            )
        )


T = Sentence
"""A sentence where it is used or declared: `T("lost", "杳无音讯")`."""

Text: TypeAlias = str | Sentence
"""A sentence, or a text that needs no translation."""


def as_text(thing: Any) -> Any:
    """A sentence in the present language; anything that is no sentence stays what it is.

    Args:
        thing: A sentence, or a text or number that needs no translation.
    """
    return str(thing) if isinstance(thing, Sentence) else thing


def both(thing: Text) -> Sentence:
    """A sentence in both languages; a text that needs no translation is the same in either.

    Args:
        thing: The sentence or the text.
    """
    return thing if isinstance(thing, Sentence) else Sentence(thing, thing)


class Words(Mapping[str, Sentence]):
    """A catalogue: sentences by key. A test looks at every catalogue of the program.

    Args:
        pairs: English and Chinese of each sentence, by key. Places in braces are filled when it is shown.
    """

    def __init__(self, pairs: Mapping[str, tuple[str, str]]) -> None:
        self._sentences = {key: Sentence(*pair) for key, pair in pairs.items()}

    def __getitem__(self, key: str) -> Sentence:
        """The sentence of a key, in both languages."""
        return self._sentences[key]

    def __iter__(self) -> Iterator[str]:
        """The keys, in the order in which they were written."""
        return iter(self._sentences)

    def __len__(self) -> int:
        """Number of sentences."""
        return len(self._sentences)

    def say(self, key: str, /, **facts: Any) -> str:
        """A sentence in the present language.

        Args:
            key: Its key.
            facts: What fills its places; without any it is given as it was written.
        """
        sentence = self[key]
        return str(sentence.filled(**facts) if facts else sentence)

    def phrase(self, key: str, /, **facts: Any) -> Sentence:
        """A sentence in both languages, for a message whose language is chosen later.

        Args:
            key: Its key.
            facts: What fills its places.
        """
        return self[key].filled(**facts)

    def recognised(self, text: str) -> Sentence | None:
        """The sentence that an English text is, with its places filled: the first that fits, None where none does.

        Args:
            text: An English text of a library or in a stored file.
        """
        for known in self.values():
            pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(known.en))
            if found := re.fullmatch(pattern, text):
                return known.filled(**found.groupdict())
        return None
