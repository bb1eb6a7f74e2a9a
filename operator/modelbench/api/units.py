"""Units of time as whole nanoseconds, in which all instants and durations of samples are."""

MILLISECOND = 1_000_000
SECOND = 1_000_000_000
