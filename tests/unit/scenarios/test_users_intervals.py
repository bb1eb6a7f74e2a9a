"""A closed loop has intervals as steady load has them: from six rounds on."""

import pytest
from modelbench.api.samples import Samples
from modelbench.scenarios.users.summary import summarize

from tests.unit.made.sessions import variant
from tests.unit.made.specs import spec
from tests.unit.made.streams import stream_segment

ASKED = spec(scenarios={"users": {"counts": [8]}})


@pytest.mark.parametrize(("rounds", "known"), [(5, False), (6, True)])
def test_every_value_of_users_has_an_interval_from_six_rounds_on(rounds, known):
    segments = tuple(
        stream_segment(seconds=10, scenario="users", users=8, round=n, order=n)
        for n in range(1, rounds + 1)
    )
    (count,) = summarize(Samples(segments=segments), variant(), ASKED).counts
    medians = (count.latencies[0], count.stream.time_to_first_token[0])
    ends = [one.lower_microseconds for one in (*medians, count.stream.inter_token_latency[0])]
    ends += [count.stream.tokens_per_second_lower, count.stream.tokens_per_second_per_user_lower]
    assert [end is not None for end in ends] == [known] * 5
