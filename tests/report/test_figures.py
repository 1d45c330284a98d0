"""Every sign of every sentence is in the fonts, and every figure can be drawn in both languages."""

from __future__ import annotations

from matplotlib.ft2font import FT2Font

from sim import vocabulary
from sim.calendar import PERIODS
from sim.measures.capacities import CAPACITIES
from sim.measures.grouping import ENDS, PERIOD_LABELS, PERIOD_NAMES
from sim.report.fonts import FONT
from sim.report.headlines import HEADLINES, SERIES
from sim.report.maps import outlines_of
from sim.report.report_words import FIGURE_WORDS
from sim.report.sweep_words import SWEEP_WORDS
from sim.report.words import SENTENCES
from tests.cli.conftest import ROOT


def test_the_font_has_every_sign():
    words = [
        word
        for kind in vars(vocabulary).values()
        if isinstance(kind, type) and issubclass(kind, vocabulary.Word) and kind is not vocabulary.Word
        for word in kind
    ]
    text = "".join(f"{word.label}{word.label_zh}" for word in words)
    sentences = [
        *SENTENCES.values(),
        *FIGURE_WORDS.values(),
        *SWEEP_WORDS.values(),
        *ENDS.values(),
        *PERIOD_LABELS.values(),
        *PERIOD_NAMES.values(),
    ]
    text += "".join(english + chinese for english, chinese in sentences)
    text += "".join(capacity.label_zh for capacity in CAPACITIES)
    text += "".join(headline.label_zh for headline in (*HEADLINES, *SERIES))
    known = FT2Font(str(FONT)).get_charmap()
    assert {sign for sign in text if ord(sign) not in known and sign != "\n"} == set()


def test_the_map_has_an_outline_for_every_district():
    from sim.world.places import read_place

    place = read_place(ROOT / "data" / "chongqing")
    assert set(outlines_of(place)) == {row.name_en for row in place.districts}


def test_headlines_are_measures():
    from sim.measures.registry import measures

    known = measures()
    for headline in (*HEADLINES, *SERIES):
        assert headline.by in known[headline.measure].by, headline
    assert all(set(PERIODS) <= set(known[headline.measure].by) for headline in SERIES)
