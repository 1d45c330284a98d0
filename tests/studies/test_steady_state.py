"""The warm-up check on series whose truth is known."""

import numpy as np
import pytest

from sim.studies.steady_state import mser, warm_up_check

N_DAYS, N_RUNS = 1000, 10


def autoregressive(seed, n_runs=N_RUNS, phi=0.8):
    """x_t = phi x_(t-1) + e_t around 100, started in its stationary distribution."""
    rng = np.random.default_rng(seed)
    series = np.empty((n_runs, N_DAYS))
    series[:, 0] = rng.normal(0, 1 / np.sqrt(1 - phi**2), n_runs)
    for day in range(1, N_DAYS):
        series[:, day] = phi * series[:, day - 1] + rng.normal(0, 1, n_runs)
    return 100 + series


def test_a_stationary_series_is_not_cut():
    checks = [warm_up_check(autoregressive(seed)) for seed in range(60)]
    assert np.median([check.cut_days for check in checks]) == 0
    assert np.mean([check.cut_days <= 50 for check in checks]) >= 0.85
    assert sum(check.steady for check in checks) >= 57


def test_a_decaying_start_is_cut_where_it_has_died_away():
    start = 20 * np.exp(-np.arange(N_DAYS) / 40)
    for seed in range(20):
        check = warm_up_check(autoregressive(seed) + start)
        assert check.steady, check.reason
        # 20 exp(-t / 40) is below a fifth of the noise of the mean over ten runs only after some 130 days.
        assert 80 <= check.cut_days <= 320


def test_a_trend_is_refused():
    for seed in range(20):
        check = warm_up_check(autoregressive(seed) + 0.03 * np.arange(N_DAYS))
        assert not check.steady
        assert "no steady state" in check.reason.en


def test_a_pure_trend_pushes_the_cut_to_the_limit():
    cut, statistic = mser(np.arange(400.0))
    assert cut == 200 == 5 * (len(statistic) - 1)
    check = warm_up_check(np.arange(400.0))
    assert not check.steady
    assert "limit of the search" in check.reason.en


def test_mser_by_hand():
    # Batches of one day: with cut 1 nothing varies, so the statistic is 0 there and above 0 before.
    cut, statistic = mser(np.array([8.0, 2.0, 2.0, 2.0]), batch=1)
    assert cut == 1
    # Mean 3.5, squares 20.25 + 3 * 2.25 = 27, over 4 squared.
    assert statistic.tolist() == pytest.approx([27 / 16, 0.0, 0.0])


def test_runs_that_all_do_the_same_leave_no_doubt():
    still = warm_up_check(np.full((3, 200), 2.0))
    assert still.steady and (still.drift, still.drift_p_value) == (0.0, 1.0)
    series = np.tile(autoregressive(1)[:1] * 0.01, (3, 1))
    series[:, 800:] += 0.3
    risen = warm_up_check(series)
    assert not risen.steady and risen.drift > 0.0 and risen.drift_p_value == 0.0


def test_a_late_rise_that_the_cut_does_not_see_is_refused():
    series = autoregressive(1) * 0.01
    series[:, 800:] += 0.3
    assert not warm_up_check(series).steady


@pytest.mark.parametrize(
    ("series", "text"), [(np.ones((2, 30)), "too few"), (np.full((2, 90), np.nan), "needs a value")]
)
def test_what_cannot_be_judged_is_refused(series, text):
    with pytest.raises(ValueError, match=text):
        warm_up_check(series)


@pytest.mark.parametrize("size", [0.01, 1.0, 300.0])
def test_the_figure_of_the_check_shows_numbers_and_no_formulas(tmp_path, monkeypatch, size):
    from sim.report import analysis_figures

    labels = []

    def look(folder, figures):
        for figure in figures.values():
            figure.canvas.draw()
            labels.extend(text.get_text() for axis in figure.axes for text in axis.get_yticklabels(which="both"))
        return list(figures)

    monkeypatch.setattr(analysis_figures, "save", look)
    series = 5 + size * (autoregressive(1, n_runs=3)[:, :60] - 100)
    assert analysis_figures.draw_warm_up(tmp_path, series, warm_up_check(series)) == ["warm_up"]
    shown = [text for text in labels if text]
    assert len(shown) >= 4
    assert all(np.isfinite(float(text.replace("\N{MINUS SIGN}", "-"))) for text in shown)
