"""Writes scipy_stats.json, the oracle of sextant/stats/*_test.cpp:  python make_scipy_stats.py

Needs SciPy. Distributions, quantiles and powers by SciPy; the exact sign-flip by scipy.stats.permutation_test.
"""

import json
import pathlib
import sys

import numpy
import scipy
from scipy import special, stats

HERE = pathlib.Path(__file__).parent


def beta_rows():
    grid = [(a, b, x) for a in (0.5, 1, 2.5, 30, 500) for b in (0.5, 3, 40) for x in (1e-6, 0.01, 0.3, 0.5, 0.9, 0.999)]
    return [[a, b, x, special.betainc(a, b, x)] for a, b, x in grid]


def student_rows():
    grid = [(t, df) for df in (1, 2, 3, 4.5, 9, 30, 99, 1e4) for t in (-8, -2.5, -0.3, 0, 1e-3, 0.7, 1.96, 4.3, 25)]
    return [[t, df, stats.t.cdf(t, df), 2 * stats.t.sf(abs(t), df)] for t, df in grid]


def quantile_rows():
    tails = (1e-8, 0.025, 0.05 / 14, 0.3, 0.5, 0.8, 0.975, 0.9999)
    grid = [(p, df) for df in (1, 2, 3, 4.5, 9, 30, 99, 1e4) for p in tails]
    return [[p, df, stats.t.ppf(p, df)] for p, df in grid]


def chi_square_rows():
    return [[x, df, stats.chi2.sf(x, df)] for df in (1, 2, 5, 7, 40) for x in (0, 0.1, 1, 4.6, 12, 60)]


def binomial_rows():
    grid = [(4, 40, 0.05), (2, 40, 0.05), (9, 100, 0.05), (15, 200, 0.05),
            (35, 40, 0.95), (4, 40, 0.1), (4, 40, 0.15), (4, 40, 0.2)]
    return [[most, trials, rate, stats.binom.sf(most, trials, rate)] for most, trials, rate in grid]


def power_rows():
    rows = []
    for df in (1, 2, 4, 9, 24, 99):
        critical = stats.t.ppf(0.975, df)
        for noncentrality in (0, 0.5, 1, 2, 3, 4.5):
            above = stats.nct.sf(critical, df, noncentrality)
            below = stats.nct.cdf(-critical, df, noncentrality)
            rows.append([noncentrality, df, critical, above + below])
    return rows


def paired_rows():
    generator = numpy.random.default_rng(7)
    rows = []
    for runs in (2, 3, 5, 8, 12):
        a = generator.normal(1.4, 0.02, runs).round(4)
        b = generator.normal(1.39, 0.02, runs).round(4)
        test = stats.ttest_rel(a, b)
        interval = test.confidence_interval(0.95)
        flipped = stats.permutation_test((a - b,), numpy.sum, permutation_type="samples", n_resamples=numpy.inf)
        above = stats.ttest_1samp(a - b, -0.02, alternative="greater").pvalue
        below = stats.ttest_1samp(a - b, 0.02, alternative="less").pvalue
        rows.append({"a": a.tolist(), "b": b.tolist(), "t": test.statistic, "p": test.pvalue,
                     "low": interval.low, "high": interval.high,
                     "sign_flip": flipped.pvalue, "tost_02": max(above, below)})
    return rows


def friedman_rows():
    table = [[1.2, 1.4, 1.3, 1.5, 1.1], [1.1, 1.4, 1.2, 1.6, 1.0], [1.5, 1.7, 1.6, 1.6, 1.4], [1.2, 1.3, 1.3, 1.2, 1.1]]
    test = stats.friedmanchisquare(*table)
    return {"values": table, "statistic": test.statistic, "p": test.pvalue}


def main():
    golden = {
        "made_by": {"scipy": scipy.__version__, "numpy": numpy.__version__, "python": sys.version.split()[0]},
        "incomplete_beta": beta_rows(), "student": student_rows(), "student_quantile": quantile_rows(),
        "chi_square_upper": chi_square_rows(), "binomial_above": binomial_rows(), "two_sided_power": power_rows(),
        "paired": paired_rows(), "friedman": friedman_rows(),
    }
    plain = json.loads(json.dumps(golden, default=float))
    (HERE / "scipy_stats.json").write_text(json.dumps(plain, indent=None, separators=(",", ":")) + "\n")


main()
