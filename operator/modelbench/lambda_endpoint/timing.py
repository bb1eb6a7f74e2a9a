"""The ``Modelbench-Timing`` header of an answer: the handler's, and what the endpoint knows."""

TIMING_HEADER = "Modelbench-Timing"
_OWN = ("request-received", "runtime-ready")


def completed_timing(given: str | None, received_at: float, ready_at: float | None) -> str:
    """The handler's own members, then the endpoint's.

    ``runtime-ready`` is when the runtime first asked for an invocation: the model is loaded by
    then, so it stands for ``model-loaded`` too when the handler does not tell that.
    ``request-received`` is when the request reached the pod, whatever the handler says.
    """
    members = [member.strip() for member in (given or "").split(",")]
    kept = [member for member in members if member and _name(member) not in _OWN]
    if ready_at is not None:
        if "model-loaded" not in map(_name, kept):
            kept.append(f"model-loaded={ready_at:.3f}")
        kept.append(f"runtime-ready={ready_at:.3f}")
    return ", ".join([*kept, f"request-received={received_at:.3f}"])


def _name(member: str) -> str:
    return member.partition("=")[0]
