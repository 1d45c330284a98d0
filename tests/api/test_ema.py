"""A sweep file is a model of EMA Workbench that gives the numbers of our own runs."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import sim
from sim.api.ema import CutDistribution, ranged
from sim.errors import EnvironmentProblem
from sim.studies.factors import Distribution
from sim.studies.sweep_file import load_sweep
from tests.studies.small_sweeps import write_files

MORE = """\
  intake.patience_median_days: {distribution: lognormal, median: 17, log_standard_deviation: 0.3}
  closing.checked_share: {distribution: triangular, low: 0, mode: 0.04, high: 0.2}
  run.check_invariants: {values: [true, false]}
  work.success_skill: {values: [4]}
"""


@pytest.fixture(scope="module")
def experiment(tmp_path_factory):
    return write_files(tmp_path_factory.mktemp("ema"), points=3, replications=2, days=30)


def test_without_the_library_the_remedy_is_said(experiment):
    try:
        import ema_workbench  # noqa: F401
    except ImportError:
        with pytest.raises(EnvironmentProblem, match="discovery"):
            sim.ema.model(experiment)
    else:
        pytest.skip("EMA Workbench is installed")


@pytest.mark.parametrize(
    "distribution",
    [
        Distribution("normal", 2.0, 9.0, mean=5.0, standard_deviation=2.0),
        Distribution("lognormal", 1.0, None, median=17.0, log_standard_deviation=0.3),
        Distribution("triangular", 0.0, 0.2, mode=0.04),
        Distribution("beta", 0.1, 0.4, alpha=2.0, beta=5.0),
    ],
)
def test_a_cut_distribution_is_the_same_in_scipy(distribution):
    frozen = CutDistribution(distribution)()
    chances = np.linspace(0.01, 0.99, 21)
    np.testing.assert_allclose(frozen.ppf(chances), distribution.quantiles(chances))
    np.testing.assert_allclose(frozen.cdf(frozen.ppf(chances)), chances, atol=1e-12)
    copied = pickle.loads(pickle.dumps(frozen))
    np.testing.assert_allclose(copied.ppf(chances), frozen.ppf(chances))


def test_a_table_gives_its_factors_their_ranges(tmp_path):
    file = write_files(tmp_path)
    text = file.read_text(encoding="utf-8").replace("design: {kind: lhs, n: 3}", "design: {kind: table, file: t.csv}")
    for spelled in ("{range: [0.2, 0.6]}", "{range: [2, 6]}", "{range: [0.1, 1]}"):
        text = text.replace(spelled, "{}")
    file.write_text(text, encoding="utf-8")
    names = "needs.need_rate_town,work.success_skill,mechanisms.three_plus_one.coverage"
    (tmp_path / "t.csv").write_text(f"{names}\n0.25,3,0.2\n0.5,3,0.9\n", encoding="utf-8")
    sweep = load_sweep(file)
    town, skill, coverage = (ranged(sweep, factor) for factor in sweep.factors)
    assert (town.distribution.low, town.distribution.high) == (0.25, 0.5)
    assert skill.values == (3.0,) and coverage.distribution.high == 0.9


class TestWithTheLibrary:
    """Needs EMA Workbench."""

    ema = None

    @pytest.fixture(autouse=True)
    def library(self):
        self.ema = pytest.importorskip("ema_workbench", reason="needs EMA Workbench (the extra 'discovery')")

    def points(self, values, name):
        kind = getattr(self.ema, "Sample", None) or (self.ema.Scenario if name == 0 else self.ema.Policy)
        return [kind(name, **values)]

    def test_the_same_numbers_as_a_sweep_at_the_same_point_and_seeds(self, experiment, tmp_path):
        ours = sim.sweep(experiment, out=tmp_path / "out", jobs=1)
        model = sim.ema.model(experiment)
        for point in range(2):
            row = ours.design.set_index("point").loc[point]
            uncertain = {
                "needs__need_rate_town": row["needs.need_rate_town"],
                "work__success_skill": row["work.success_skill"],
            }
            for name in ("base", "policy"):
                lever = {
                    "scenario_name": name,
                    "mechanisms__three_plus_one__coverage": row["mechanisms.three_plus_one.coverage"],
                }
                policy = self.points(lever, f"{name}{point}")
                _, outcomes = self.ema.perform_experiments(model, self.points(uncertain, 0), policy)
                own = ours.measures.query("point == @point and scenario == @name")
                for (measure, by, group), part in own.groupby(["measure", "by", "group"]):
                    wanted = part.sort_values("seed")["value"].to_numpy()
                    found = outcomes[measure if by == "all" else f"{measure}__{by}__{group}"]
                    np.testing.assert_array_equal(found, [wanted.mean()])

    def test_uncertainties_levers_constants_outcomes_are_those_of_the_file(self, tmp_path):
        file = write_files(tmp_path)
        text = file.read_text(encoding="utf-8").replace("  work.success_skill: {range: [2, 6]}\n", MORE)
        file.write_text(text, encoding="utf-8")
        model = sim.ema.model(file, seeds=[7, 8, 9])
        assert [p.name for p in model.uncertainties] == [
            "needs__need_rate_town",
            "intake__patience_median_days",
            "closing__checked_share",
            "run__check_invariants",
        ]
        assert [p.name for p in model.levers] == ["scenario_name", "mechanisms__three_plus_one__coverage"]
        assert [(c.name, c.value) for c in model.constants] == [("work__success_skill", 4)]
        assert [r["seed"] for r in model.replications] == [7, 8, 9]
        kinds = {o.name: o.kind for o in model.outcomes}
        assert kinds["resolution_share"] == 1 and kinds["dropped_share"] == -1
        assert {"resolution_share__setting__urban", "resolution_share__setting__rural"} <= set(kinds)

    def test_experiments_are_drawn_from_the_files_distributions(self, tmp_path):
        file = write_files(tmp_path, replications=1)
        text = file.read_text(encoding="utf-8").replace("  work.success_skill: {range: [2, 6]}\n", MORE)
        file.write_text(text, encoding="utf-8")
        drawn, outcomes = self.ema.perform_experiments(sim.ema.model(file), 8, sim.ema.policies(file))
        assert len(drawn) == 16 and len(outcomes["dropped_share"]) == 16
        assert drawn["needs__need_rate_town"].between(0.2, 0.6).all()
        assert drawn["closing__checked_share"].between(0.0, 0.2).all()
        assert drawn["intake__patience_median_days"].median() == pytest.approx(17, rel=0.2)
        assert set(drawn["scenario_name"]) == {"base", "policy"} == set(drawn["policy"])
        coverage = drawn.groupby("scenario_name")["mechanisms__three_plus_one__coverage"].first()
        assert coverage["policy"] == 1.0

    def test_a_run_that_fails_ends_the_experiments(self, experiment):
        model = sim.ema.model(experiment, seeds=1)
        wrong = {"needs__need_rate_town": -1.0, "work__success_skill": 3.0}
        with pytest.raises(BaseException, match=r"need_rate_town"):  # EMA Workbench's errors are no Exceptions
            self.ema.perform_experiments(model, self.points(wrong, 0), sim.ema.policies(experiment))
