"""Every sentence has its English and its Chinese form, and every sign of it a glyph in the fonts that are shipped."""

from __future__ import annotations

import ast
import csv
import importlib
import json
import re
import string
import threading
from collections.abc import Iterable, Iterator
from contextvars import copy_context
from pathlib import Path

import pytest

from sim.words import LANGUAGES, Sentence, Words, as_text, language, speaking

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "sim").rglob("*.py"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
TERM = re.compile(r" \([\u4e00-\u9fff、]+(, [^()]*)?\)")
"""A Chinese term in brackets after its English."""

SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]+[,;:]? [a-z]+")

BOTH_ALIKE = {"", "GB"}
"""Pairs that need no Chinese: no unit at all, and a symbol of a unit."""

BY_SIGNS = {" ", "; it ", "{title} by {value}", "{value}{unit} ({low} to {high})"}
"""What Chinese says by its signs, or by nothing, where English has a word or a space."""

BOTH_LANGUAGES = {"language", "description", "epilog", "mechanism"}
"""Keys whose English holds Chinese on purpose: the switch of languages, and names given in both."""

SPOKEN_BY = {"Fault", "fault", "fault_at", "placed", "GongzhiError", "InputError", "EnvironmentProblem", "RunsFailed"}
"""Calls whose texts a planner is shown."""

SPOKEN_NAMES = {"problem", "advice", "help_", "missing", "told", "expected", "wanted"}
"""Names that hold a text on its way into a fault."""

SPOKEN_KEYS = {"problem", "expected"}

ALLOWED = {
    # A traceback of a worker, for whoever mends the program.
    "sim/studies/cluster.py": "the processes of this run died",
}


def modules() -> Iterator[object]:
    """Every module of the program that can be imported here."""
    for path in SOURCES:
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        try:
            yield importlib.import_module(name)
        except ImportError:
            assert name.startswith("sim.app"), name  # the page needs the browser extra


def is_catalogue(value: object) -> bool:
    """A `Words`, or a plain mapping to sentences."""
    plain = isinstance(value, dict) and bool(value) and all(isinstance(pair, Sentence) for pair in value.values())
    return plain or isinstance(value, Words)


def catalogues() -> dict[str, Sentence]:
    """Every pair of every catalogue, by module, name and key."""
    from sim.error_messages import CATALOGUE

    found = {}
    for module in modules():
        for name, value in vars(module).items():
            if is_catalogue(value):
                for key, pair in value.items():
                    found[f"{module.__name__}.{name}[{key}]"] = Sentence(*pair)
    for code, entry in CATALOGUE.items():
        found[f"message[{code}]"] = Sentence(entry.en, entry.zh)
        found[f"help[{code}]"] = Sentence(entry.help_en, entry.help_zh)
    return found


def places(text: str) -> set[str]:
    """Names of the places in braces of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def pair_faults(key: str, pair: Sentence) -> list[str]:
    """What is wrong with a pair."""
    last = key.rpartition("[")[2].rstrip("]")
    words = re.sub(r"\{[^}]*\}", "", pair.en)
    faults = []
    if pair.en in BY_SIGNS:
        return faults
    if bool(pair.en) != bool(pair.zh):
        faults.append(f"{key}: a language is missing")
    elif pair.en not in BOTH_ALIKE and re.search("[A-Za-z]{2}", words) and not CHINESE.search(pair.zh):
        faults.append(f"{key}: the Chinese is no Chinese")
    if last not in BOTH_LANGUAGES and CHINESE.search(TERM.sub("", pair.en)):
        faults.append(f"{key}: Chinese in the English")
    if places(pair.en) != places(pair.zh):
        faults.append(f"{key}: {places(pair.en) ^ places(pair.zh)} stand in one language only")
    return faults


def test_every_catalogue_has_both_languages_with_the_same_places():
    found = catalogues()
    assert len(found) > 400
    assert {key.partition("[")[0].rpartition(".")[0] for key in found} >= {
        "sim.cli.words",
        "sim.report.words",
        "sim.vocabulary",
        "sim.errors",
        "sim.app.words",
    }
    assert [fault for key, pair in found.items() for fault in pair_faults(key, pair)] == []


@pytest.mark.parametrize(
    "pair",
    [
        ("a day", ""),
        ("a day", "a day"),
        ("in {n} days", "几天内"),
        ("第一天", "第一天"),
    ],
)
def test_a_broken_pair_is_found(pair):
    assert len(pair_faults("words[key]", Sentence(*pair))) == 1


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """Calls of a function or a class by its name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name == getattr(node.func, "id", getattr(node.func, "attr", "")):
            yield node


def literal(node: ast.AST | None) -> str | None:
    """A text as it is written, places of an f-string as {}; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = literal(node.left), literal(node.right)
        return None if left is None and right is None else (left or "{}") + (right or "{}")
    return None


def facts(node: ast.AST) -> list[str]:
    """What fills the places of an f-string, without the mark of its language."""
    inside = [ast.unparse(part.value) for part in ast.walk(node) if isinstance(part, ast.FormattedValue)]
    return sorted(re.sub(r"_en|_zh|\.en|\.zh|\('zh'\)|\(\)|'(, |、)'", "", text) for text in inside)


def inline_pairs(path: Path) -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """Pairs written where they are used, as T(English, Chinese) or Sentence(English, Chinese)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for call in [*calls(tree, "T"), *calls(tree, "Sentence")]:
        if len(call.args) == 2 and all(literal(arg) is not None for arg in call.args):
            yield f"{path.relative_to(ROOT)}:{call.lineno}", call.args[0], call.args[1]


def test_every_sentence_in_place_has_both_languages_with_the_same_facts():
    faults, n = [], 0
    for path in SOURCES:
        for place, en, zh in inline_pairs(path):
            n += 1
            pair = Sentence(literal(en) or "", literal(zh) or "")
            faults += pair_faults(place, Sentence(*(text.replace("{}", "") for text in pair)))
            if facts(en) != facts(zh):
                faults.append(f"{place}: {facts(en)} in English, {facts(zh)} in Chinese")
    assert n > 700
    assert faults == []


def plain_pairs(tree: ast.AST) -> Iterator[str]:
    """Pairs of English and Chinese that are no `Sentence`, and would be shown as what Python calls them."""
    inside = {id(node) for call in calls(tree, "Words") for node in ast.walk(call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) == 2 and id(node) not in inside:
            english, chinese = map(literal, node.elts)
            if english is not None and CHINESE.search(chinese or ""):
                yield f"{node.lineno}: {ast.unparse(node)}"


def test_every_pair_is_a_sentence():
    assert [
        f"{path.relative_to(ROOT)}:{pair}"
        for path in SOURCES
        for pair in plain_pairs(ast.parse(path.read_text(encoding="utf-8")))
    ] == []
    assert len(list(plain_pairs(ast.parse('why = (f"it costs {n}", f"需 {n} 元")')))) == 1


def spoken(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Texts on their way to a planner: printed, in a fault, in help, or under a name that is meant for one."""
    for name in SPOKEN_BY | {"print", "add_argument", "add_parser"}:
        for call in calls(tree, name):
            keywords = [k.value for k in call.keywords if k.arg in {*SPOKEN_KEYS, "text", "help", "allowed", "low"}]
            for node in [*(call.args if name in ("print", "RunsFailed") else []), *keywords]:
                yield call.lineno, literal(node) or ""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(getattr(t, "id", "") in SPOKEN_NAMES for t in node.targets):
            yield node.lineno, literal(node.value) or ""
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if literal(key) in SPOKEN_KEYS:
                    yield value.lineno, literal(value) or ""
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("append", "extend"):
            if ast.unparse(node.func).endswith("notes.append"):
                yield node.lineno, literal(node.args[0]) or ""
        elif isinstance(node, ast.IfExp):
            # A language chosen on the spot instead of in a catalogue.
            both = [literal(node.body) or "", literal(node.orelse) or ""]
            if any(CHINESE.search(text) for text in both):
                yield node.lineno, f"{both}"


def unspoken(path: Path, text: str) -> list[str]:
    """English sentences of a file that reach a planner past every catalogue."""
    known = ALLOWED.get(str(path), "\0")
    phrases = ("a number", "a whole number", "a mapping", "a group of settings", "the file")  # WORDS_ZH has these
    return [
        f"{path}:{line}: {said}"
        for line, said in spoken(ast.parse(text))
        if (SENTENCE.search(said) or CHINESE.search(said)) and known not in said and said not in phrases
    ]


def test_no_sentence_goes_past_the_catalogues():
    found = [
        fault
        for path in SOURCES
        for fault in unspoken(path.relative_to(ROOT), path.read_text(encoding="utf-8"))
        if path.name not in ("error_messages.py",)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        'print("nobody has run this yet")',
        'print(f"{n} of the runs are done")',
        'faults.append(Fault("GZ059", file=name, text="the table has no rows"))',
        'raise InputError(Fault("GZ062", facts={"problem": f"the seeds would reach {last}"}))',
        'problem = "the design is too large"',
        'verb.add_argument("--x", help="say what would be run")',
        'raise RunsFailed("the first run fails")',
        'print("无机制" if chinese else "none")',
    ],
)
def test_a_sentence_past_the_catalogues_is_found(line):
    assert len(unspoken(Path("sim/cli/new.py"), line)) == 1


def test_measures_mechanisms_and_parameters_have_both_languages():
    from sim.measures.registry import measures
    from sim.mechanisms import MechanismParameters, registry
    from sim.report.headlines import HEADLINES
    from sim.scenario.scenario import Scenario, parameter_table
    from sim.vocabulary import UNITS

    faults = []
    for m in measures().values():
        pairs = {"label": Sentence(m.label, m.label_zh), "definition": m.definition}
        faults += [fault for name, pair in pairs.items() for fault in pair_faults(f"{m.id} {name}", pair)]
        faults += [f"{m.id}: unit {m.unit}"] if m.unit not in UNITS else []
    groups = [Scenario, MechanismParameters, *(kind.Parameters for kind in registry().values())]
    for group in groups:
        for row in parameter_table(group):
            faults += [f"{row.path}: unit {row.unit}"] if row.unit.en not in UNITS else []
    for name, kind in registry().items():
        faults += [f"{name}: no Chinese name"] if not CHINESE.search(kind.name_zh) else []
        faults += [f"{name}: no Chinese sentence"] if not CHINESE.search(kind.what_zh) else []
    faults += [h.label for h in HEADLINES if not CHINESE.search(h.label_zh)]
    assert faults == []


def words_of_data() -> dict[str, str]:
    """Names of places, and what the tables of the place and the files of studies say in Chinese."""
    found = {}
    for file in sorted((ROOT / "data" / "chongqing").glob("*.csv")):
        found[str(file.relative_to(ROOT))] = file.read_text(encoding="utf-8-sig")
    for folder in ("scenarios", "experiments"):
        for file in sorted((ROOT / folder).glob("*.yaml")):
            found[str(file.relative_to(ROOT))] = file.read_text(encoding="utf-8")
    return found


def test_files_of_the_project_say_in_chinese_what_they_say_in_english():
    with (ROOT / "data" / "chongqing" / "patterns.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            for column in ("source", "note"):
                assert bool(row[column]) == bool(CHINESE.search(row[f"{column}_zh"])), (row["id"], column)
    for name, text in words_of_data().items():
        for key in ("title", "question"):
            if re.search(rf"^{key}: \S", text, re.M):
                assert re.search(rf"^{key}_zh: .*[\u4e00-\u9fff]", text, re.M), (name, key)


def signs(texts: Iterable[str]) -> set[str]:
    """All signs that are printed or drawn."""
    return {sign for text in texts for sign in text if sign.isprintable()}


def test_the_fonts_have_every_sign():
    """Chinese signs stand in the font that is shipped, Latin ones in it or in matplotlib's own."""
    import matplotlib
    from fontTools.ttLib import TTFont

    shipped = set(TTFont(ROOT / "data" / "fonts" / "NotoSansSC-subset.otf").getBestCmap())
    latin = set(TTFont(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf").getBestCmap())
    texts = [path.read_text(encoding="utf-8") for path in SOURCES] + list(words_of_data().values())
    used = signs(texts)
    assert len(used) > 1200
    assert {sign for sign in used if ord(sign) >= 0x2E80 and ord(sign) not in shipped} == set()
    assert {sign for sign in used if ord(sign) < 0x2E80 and ord(sign) not in shipped | latin} == set()


def test_a_language_is_a_context_that_ends_with_its_block_and_begins_in_no_other_thread():
    day, heard = Sentence("a day", "一天"), []

    def listen() -> None:
        heard.append((language(), str(day)))

    assert (language(), str(day)) == ("en", "a day")
    with speaking("zh"):
        words = Words({"of": ("one of {n}: {day}", "{n}之一：{day}")})
        assert (f"{day}", f"{day:>3}", as_text(day), as_text(3), words.say("of", n=2, day=day)) == (
            "一天",
            " 一天",
            "一天",
            3,
            "2之一：一天",
        )
        assert words.phrase("of", n=2, day=day) == ("one of 2: a day", "2之一：一天")
        with pytest.raises(KeyError), speaking("en"):
            listen()
            words.say("no such sentence")
        thread = threading.Thread(target=listen)
        thread.start()
        thread.join()
        copied = threading.Thread(target=copy_context().run, args=(listen,))
        copied.start()
        copied.join()
        with speaking(None):
            listen()
    assert heard == [("en", "a day")] * 2 + [("zh", "一天")] * 2
    assert language() == LANGUAGES[0] == "en"
    with pytest.raises(ValueError, match="fr"), speaking("fr"):
        pass


def test_what_is_stored_of_an_error_is_english_whoever_reads_on():
    from sim.errors import Fault, InputError

    problem = InputError(Fault("GZ012", found="dedline", nearest="deadline"))
    with speaking("zh"):
        assert str(problem).startswith("error[GZ012]: ") and problem.render().startswith("错误[GZ012]: ")
        assert not CHINESE.search(str(problem))


def test_no_message_shows_an_object_in_place_of_a_sentence():
    sentence = Sentence("who holds it", "占用者")
    template = "the lock of {who} was taken over"
    for text in (
        template.format(who=sentence),
        f"{sentence}",
        str(sentence),
        f"{sentence:>20}",
        Sentence(template, template).filled(who=sentence).en,
    ):
        assert "who holds it" in text and "Sentence(" not in text
    assert Sentence(template, "已接管{who}").filled(who=sentence).zh == "已接管占用者"


def test_who_held_the_lock_of_a_dead_sweep_is_said_in_the_language_asked_for(tmp_path, capsys):
    from sim.cli.main import main
    from sim.studies.folder_lock import holder
    from tests.studies.small_sweeps import write_files

    file = write_files(tmp_path / "files", points=2, replications=1, days=2)
    for lang, word in (("en", "process 5 on "), ("zh", "上的进程 5")):
        (tmp_path / lang).mkdir()
        (tmp_path / lang / "LOCK").write_text(json.dumps({**holder(), "process": 5}), encoding="utf-8")
        words = ["sweep", str(file), "--out", str(tmp_path / lang), "--jobs", "1", "--no-figures", "--lang", lang]
        assert main(words) == 0
        said = capsys.readouterr().err
        assert word in said and "Sentence" not in said
