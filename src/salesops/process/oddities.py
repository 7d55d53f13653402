"""What is odd about a log although it can be counted: order, ties, ends that begin."""

from collections.abc import Collection

import numpy as np

from salesops.kernel.problem import Problem, Where
from salesops.process import wordings as w
from salesops.process.log import EventLog


def oddities(log: EventLog, ends: Collection[str] = (), file: str | None = None) -> list[Problem]:
    """Remarks on a log, and an error for each end that is no activity of it."""
    where, found = Where(file=file), []
    for name in ends:
        if name not in log.activities:
            told = {"names": ", ".join(sorted(log.activities))}
            found.append(Problem(w.UNKNOWN_END, Where(file=file, value=name), told))
    if log.out_of_order:
        found.append(Problem(w.OUT_OF_ORDER, where, {"count": log.out_of_order}))
    ties = int(np.count_nonzero(log.follows & (log.at[1:] == log.at[:-1])))
    if ties:
        found.append(Problem(w.TIES, where, {"count": ties}))
    return [*found, *_begun_with_ends(log, ends, file)]


def _begun_with_ends(log: EventLog, ends: Collection[str], file: str | None) -> list[Problem]:
    is_end = np.array([name in ends for name in log.activities], dtype=bool)
    begun = np.flatnonzero(is_end[log.activity[log.bounds[:-1]]])
    if not len(begun):
        return []
    example = str(log.case_ids[int(begun[0])].as_py())
    return [Problem(w.BEGINS_WITH_END, Where(file=file, value=example), {"count": len(begun)})]
