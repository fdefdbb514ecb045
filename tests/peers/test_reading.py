"""What the peers' own reader makes of a model file."""

import math
import statistics
import unittest
from pathlib import Path
from random import Random

import reading

MODELS = Path(__file__).parents[2] / "models"


class Reading(unittest.TestCase):
    """Units as people write them."""

    def test_a_duration_is_the_sum_of_its_parts(self) -> None:
        for text, expected in [("1 h 30 min", 5400.0), ("250 ms", 0.25), ("2 d", 172_800.0), ("7.5 s", 7.5)]:
            self.assertAlmostEqual(reading.seconds(text), expected)

    def test_what_is_no_duration_is_refused(self) -> None:
        for text in ["", "5", "soon", "5 s or so"]:
            with self.assertRaises((ValueError, KeyError), msg=text):
                reading.seconds(text)

    def test_a_rate_is_per_second(self) -> None:
        self.assertEqual(reading.per_second("90 per minute"), 1.5)
        self.assertEqual(reading.per_second("1_000 per second"), 1000.0)

    def test_a_count_may_be_in_words(self) -> None:
        self.assertEqual([reading.count(text) for text in (10, "10 thousand", "1 million")], [10.0, 1e4, 1e6])

    def test_an_override_takes_the_place_of_the_value_in_the_file(self) -> None:
        model = reading.Model(MODELS / "textbook/mm1.toml", {"portal.tier.0.slots": "7"}, "2020-01-01 00:10:30")
        self.assertEqual((model.tier["slots"], model.until_s, model.arrivals_per_s), (7, 630.0, 0.8))


class Laws(unittest.TestCase):
    """A law has the mean and the coefficient of variation it is written with."""

    def test_moments(self) -> None:
        for law, mean, cv in [
            ({"exponential": "2 s"}, 2.0, 1.0),
            ({"lognormal": {"mean": "1 s", "cv": 0.5}}, 1.0, 0.5),
            ({"lognormal": {"median": "3 s", "sigma": 0.6}}, 3.0 * math.exp(0.18), math.sqrt(math.exp(0.36) - 1.0)),
            ({"hyperexponential": {"mean": "1 s", "cv": 1.5}}, 1.0, 1.5),
            ({"uniform": {"from": "1 s", "to": "3 s"}}, 2.0, 1.0 / math.sqrt(12.0)),
        ]:
            draw, chance = reading.drawing(law), Random(1)
            drawn = [draw(chance) for _ in range(100_000)]
            # Five standard errors of the mean; the spread of such laws is known to a few percent.
            self.assertAlmostEqual(statistics.fmean(drawn), mean, delta=5.0 * mean * cv / math.sqrt(len(drawn)), msg=str(law))
            self.assertAlmostEqual(statistics.pstdev(drawn) / statistics.fmean(drawn), cv, delta=0.05 * cv, msg=str(law))

    def test_a_law_nobody_wrote_a_peer_for_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            reading.drawing({"weibull": {"mean": "1 s", "shape": 2.0}})


if __name__ == "__main__":
    unittest.main()
