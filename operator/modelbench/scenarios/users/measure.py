"""How users at once are measured: each number of them in rounds of all variants.

Rounds go forwards and backwards by turns: A B C C B A.
"""

import logging
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.scenarios.users import Users
from modelbench.api.units import MILLISECOND, SECOND
from modelbench.instruments.first_response import check_response
from modelbench.instruments.load_target import LoadTarget, load_target
from modelbench.instruments.session import Session
from modelbench.scenarios.load_usage import LoadUsage
from modelbench.scenarios.users.summary import USERS, users_segments

logger = logging.getLogger(__name__)


def measure(session: Session, samples: Samples) -> Samples:
    """Measure to the end. BenchmarkError when a variant does not answer or load cannot be sent."""
    settings = session.context.spec.scenarios.users
    if settings is None:
        return samples
    session.context.node_load.look()
    targets = [load_target(session.context, variant) for variant in session.variants]
    rounds = list(_rounds(settings, targets))
    with LoadUsage(session.context, targets, USERS) as usage:
        for number, (users, round_, target) in enumerate(rounds, 1):
            known = users_segments(samples, target.variant.name, users)
            if all(segment.round != round_ for segment in known):
                message = (
                    f"users: segment {number} of {len(rounds)}, {target.variant.name} with {users}"
                )
                samples = _measured(session, samples, target, (users, round_), message)
                samples = usage.fill(samples)
        samples = usage.wait(samples)
    session.save(samples, "users: every round is done")
    return samples


def _rounds(
    settings: Users, targets: Sequence[LoadTarget]
) -> Iterator[tuple[int, int, LoadTarget]]:
    for users in settings.counts:
        for number in range(1, settings.rounds + 1):
            ordered = targets if number % 2 else reversed(targets)
            yield from ((users, number, target) for target in ordered)


def _measured(
    session: Session, samples: Samples, target: LoadTarget, which: tuple[int, int], message: str
) -> Samples:
    """Measure one segment; ``which`` is the number of users and the round."""
    settings, (users, round_) = session.context.spec.scenarios.users, which
    if settings is None:
        return samples
    timeout = target.variant.model.request.timeout_seconds
    check_response(session.context, target.variant, target.target)
    draft = LoadSegment(
        USERS, target.variant.name, len(samples.segments) + 1, 0, round_, users=users
    )
    if settings.warm_up_seconds:
        warm_up = _loop(settings, users, settings.warm_up_seconds, 0)
        session.loads.measure(draft, target, (), timeout, users=warm_up)
    loop = _loop(
        settings, users, settings.duration_seconds, session.context.spec.load.seed + round_
    )
    segment = session.loads.measure(draft, target, (), timeout, users=loop)
    segment = replace(segment, warm_up_nanoseconds=settings.warm_up_seconds * SECOND)
    logger.info("%s: %d requests, %d failed", message, segment.requests, segment.failed)
    samples = replace(samples, segments=(*samples.segments, segment))
    session.save(samples, message)
    return samples


def _loop(settings: Users, users: int, seconds: int, seed: int) -> dict[str, int]:
    """The closed loop as the load program's plan has it."""
    return {
        "count": users,
        "thinkNanoseconds": settings.think_time_milliseconds * MILLISECOND,
        "durationNanoseconds": seconds * SECOND,
        "seed": seed,
    }
