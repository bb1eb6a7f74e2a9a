"""Which size an option is priced as, and what of that a person should know."""

from collections.abc import Iterator
from dataclasses import replace

from modelbench.cost.pricing import billed_footprint
from modelbench.cost.sizes import described
from modelbench.forecast.options import Option
from modelbench.statistics.numbers import readable


def priced_size(option: Option) -> str | None:
    """The size that is billed; None where the sheet sells any size, and what is asked for is it.

    SizeError when none is sold.
    """
    sheet = option.sheet
    held = billed_footprint(sheet, option.billed_footprint)
    if not option.is_managed and held == option.billed_footprint:
        return None
    if sheet.gibibytes_per_vcpu:
        held = replace(held, vcpu=held.gibibytes / sheet.gibibytes_per_vcpu)
    return described(held)


def priced_notes(option: Option) -> Iterator[str]:
    """Where more CPU is priced than is asked for, where its use is not known, where a start is
    longer than the provider allows, and where pods that an autoscaler adds are left out.
    """
    if option.measured.horizontal_note is not None:
        yield option.measured.horizontal_note
    if not option.is_managed:
        return
    asked, used = option.measured.model_footprint.vcpu, option.measured.used_vcpu
    if used is None:
        yield (
            "the requests' CPU use was not measured; if it exceeds what is priced, they would take "
            "longer there"
        )
    elif used > asked:
        yield (
            f"the measured requests used {readable(used)} vCPU while being answered, and the pod "
            f"requests {readable(asked)}: the larger one is priced"
        )
    start, most = option.measured.timings.initialization, option.sheet.most_start_seconds
    if start is not None and start.seconds > most:
        yield (
            f"a start takes {readable(start.seconds)} s, and {option.sheet.name} ends one after "
            f"{readable(most)} s and starts over: both are billed"
        )
