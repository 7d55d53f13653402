"""How much a figure changed, and which part of the whole's growth each group brought."""

import pyarrow as pa
import pyarrow.compute as pc


def change(now: pa.ChunkedArray, base: pa.ChunkedArray, unit: str) -> pa.ChunkedArray:
    """Growth over the base; for a ratio the difference. Unknown without a base above zero."""
    now, base = _floats(now), _floats(base)
    difference = pc.subtract(now, base)
    if unit == "ratio":
        return difference
    nothing = pa.scalar(None, pa.float64())
    return pc.if_else(pc.greater(base, 0.0), pc.divide(difference, base), nothing)


def contribution(
    now: pa.ChunkedArray, base: pa.ChunkedArray, whole_base: float | None
) -> pa.ChunkedArray:
    """Each group's change over the base of the whole, so that they add up to the whole's growth.

    A group without a base, or that is gone, counts from or to nothing.
    """
    if whole_base is None or whole_base <= 0:
        return pa.nulls(len(now), pa.float64())
    now, base = _floats(now), _floats(base)
    known = pc.or_(pc.is_valid(now), pc.is_valid(base))
    difference = pc.subtract(pc.fill_null(now, 0.0), pc.fill_null(base, 0.0))
    return pc.if_else(known, pc.divide(difference, whole_base), pa.scalar(None, pa.float64()))


def _floats(values: pa.ChunkedArray) -> pa.ChunkedArray:
    return values.cast(pa.float64())
