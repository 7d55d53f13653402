"""Counts the flow of an event log in memory: every figure is arithmetic over whole columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from salesops.process.flow import (
    Edge,
    Flow,
    PingPong,
    Rework,
    Times,
    Variant,
    Waiting,
    by_weight,
    covering,
)
from salesops.process.log import EPOCH, EventLog
from salesops.process.ordering import Numbers, stable_order

MICROSECONDS = 1_000_000

# From microseconds since 1970 to microseconds worked since any fixed moment.
Clock = Callable[[Numbers], Numbers]


class Taken(NamedTuple):
    """A move as often as some cases made it: how many of them, and every wait."""

    cases: int
    waits: Numbers
    worked: Numbers | None


def flow(
    log: EventLog,
    ends: Collection[str] = (),
    as_of: datetime | None = None,
    clock: Clock | None = None,
) -> Flow:
    """All that is to say of a log.

    With `ends`, cases whose last activity is none of them are open and waiting until `as_of`,
    the last moment of the log unless told; without, nobody knows which are, and none counts so.
    """
    until = as_of or (log.span[1] if log.events else None)
    ways, kinds = edges_and_variants(log, clock)
    return Flow(
        log.cases,
        log.events,
        until,
        _tallied(log, log.activity),
        _tallied(log, log.activity[log.bounds[:-1]]),
        _tallied(log, log.activity[log.bounds[1:] - 1]),
        ways,
        kinds,
        rework(log),
        ping_pong(log),
        waiting(log, ends, until, clock) if ends and until else (),
    )


def edges_and_variants(
    log: EventLog, clock: Clock | None = None
) -> tuple[tuple[Edge, ...], tuple[Variant, ...]]:
    """Both, the variants by another thread."""
    with ThreadPoolExecutor(1) as thread:
        kinds = thread.submit(variants, log)
        return edges(log, clock), kinds.result()


def edges(log: EventLog, clock: Clock | None = None) -> tuple[Edge, ...]:
    """Who directly follows whom, with cases, events and waits; most often taken first."""
    taken: dict[tuple[int, int], list[Taken]] = {}
    for piece in log.pieces():
        for pair, moves in _taken(piece, clock):
            taken.setdefault(pair, []).append(moves)
    return by_weight(
        _edge(log.activities[source], log.activities[target], moves)
        for (source, target), moves in taken.items()
    )


def _taken(log: EventLog, clock: Clock | None) -> Iterator[tuple[tuple[int, int], Taken]]:
    """Every move of a log, by the numbers of the two activities."""
    count = int(np.count_nonzero(log.follows))
    if not count:
        return
    kinds = len(log.activities)
    wide = np.uint16 if kinds < 256 else np.int64
    key = np.multiply(log.activity[:-1], kinds, dtype=wide) + log.activity[1:]
    # What follows in no case goes behind all edges, and is cut off there.
    key[~log.follows] = kinds * kinds
    order = stable_order(key)[:count]
    key = key[order]
    firsts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    waits = np.diff(log.at)[order]
    worked = np.diff(clock(log.at))[order] if clock else None
    case = log.case[order]
    for first, last in _runs(firsts, len(key)):
        cases = 1 + int(np.count_nonzero(case[first + 1 : last] != case[first : last - 1]))
        while_working = None if worked is None else worked[first:last]
        yield divmod(int(key[first]), kinds), Taken(cases, waits[first:last], while_working)


def _edge(source: str, target: str, moves: Sequence[Taken]) -> Edge:
    waits = np.concatenate([one.waits for one in moves])
    worked = [one.worked for one in moves if one.worked is not None]
    return Edge(
        source,
        target,
        sum(one.cases for one in moves),
        len(waits),
        times(waits),
        times(np.concatenate(worked)) if worked else None,
    )


def times(waits: Numbers) -> Times:
    """Median, 90th percentile and sum of durations in microseconds, which are put in order."""
    median, p90 = quantiles(waits, (0.5, 0.9))
    return Times(median / MICROSECONDS, p90 / MICROSECONDS, int(waits.sum()) / MICROSECONDS)


def quantiles(values: Numbers, shares: tuple[float, ...]) -> list[float]:
    """Quantiles with linear interpolation (type 7 of Hyndman and Fan) of values put in order here.

    To sort whole numbers takes the processor half as long as to part them at four places.
    """
    values.sort()
    held, last, found = values, len(values) - 1, []
    for share in shares:
        place = share * last
        low = int(place)
        step = float(held[min(low + 1, last)] - held[low])
        found.append(float(held[low]) + (place - low) * step)
    return found


def variants(log: EventLog) -> tuple[Variant, ...]:
    """The sequences of activities with their cases, commonest first.

    Cases are told apart by a sum of 64 random bits for each activity times those of its place
    (multilinear hashing: Carter and Wegman 1979): two sequences meet once in 2^63 pairs.
    """
    if not log.cases:
        return ()
    lengths = np.diff(log.bounds)
    chance = np.random.default_rng(20_260_101)
    by_activity = chance.integers(1, 1 << 63, len(log.activities), dtype=np.uint64) * 2 + 1
    by_place = chance.integers(1, 1 << 63, int(lengths.max()), dtype=np.uint64) * 2 + 1
    prints = [_prints(piece, by_activity, by_place) for piece in log.pieces()]
    name = log.activities.__getitem__
    return covering(
        (tuple(map(name, log.activity[log.bounds[case] : log.bounds[case + 1]].tolist())), count)
        for case, count in _distinct(np.concatenate(prints))
    )


def _distinct(prints: Numbers) -> Iterator[tuple[int, int]]:
    """A place of each print, any one, and how many there are of it."""
    most = prints >> np.uint64(len(prints).bit_length())
    order = stable_order(most)
    held, most = prints[order], most[order]
    if ((held[1:] != held[:-1]) & (most[1:] == most[:-1])).any():
        order = np.argsort(prints)
        held = prints[order]
    firsts = np.flatnonzero(np.concatenate(([True], held[1:] != held[:-1])))
    counts = np.diff(firsts, append=len(held))
    return zip(order[firsts].tolist(), counts.tolist(), strict=True)


def _prints(log: EventLog, by_activity: Numbers, by_place: Numbers) -> Numbers:
    """The print of each case: the same for the same sequence of activities."""
    place = np.arange(log.events) - np.repeat(log.bounds[:-1], np.diff(log.bounds))
    prints = by_activity[log.activity]
    prints *= by_place[place]
    return np.add.reduceat(prints, log.bounds[:-1])


def rework(log: EventLog) -> tuple[Rework, ...]:
    """Activities done more than once in a case, most repeats first."""
    kinds = len(log.activities)
    key = log.case.astype(np.int64) * kinds + log.activity
    order = stable_order(key)
    key = key[order]
    again = np.flatnonzero(key[1:] == key[:-1])
    activity = (key[again] % kinds).astype(np.int64)
    repeats = np.bincount(activity, minlength=kinds)
    looped = np.bincount(activity[order[again + 1] - order[again] == 1], minlength=kinds)
    cases = np.bincount(np.unique(key[again]) % kinds, minlength=kinds)
    redone = None
    if log.who is not None:
        other = log.who[order[again + 1]] != log.who[order[again]]
        redone = np.bincount(activity[other], minlength=kinds)
    found = [
        Rework(
            name,
            int(cases[number]),
            int(repeats[number]),
            int(looped[number]),
            None if redone is None else int(redone[number]),
        )
        for number, name in enumerate(log.activities)
        if repeats[number]
    ]
    return tuple(sorted(found, key=lambda one: (-one.repeats, one.activity)))


def ping_pong(log: EventLog) -> tuple[PingPong, ...]:
    """Cases that went from one activity to another and straight back, most often first."""
    kinds, act = len(log.activities), log.activity
    back = log.follows[:-1] & log.follows[1:] & (act[2:] == act[:-2]) & (act[1:-1] != act[:-2])
    places = np.flatnonzero(back)
    key = act[places].astype(np.int64) * kinds + act[places + 1]
    pairs = np.unique(np.stack((key, log.case[places])), axis=1)[0]
    found = [
        PingPong(
            log.activities[pair // kinds],
            log.activities[pair % kinds],
            int(np.count_nonzero(pairs == pair)),
            int(np.count_nonzero(key == pair)),
        )
        for pair in map(int, np.unique(key))
    ]
    return tuple(sorted(found, key=lambda one: (-one.events, one.there, one.back)))


def waiting(
    log: EventLog, ends: Collection[str], as_of: datetime, clock: Clock | None = None
) -> tuple[Waiting, ...]:
    """Where open cases stand and for how long already; longest in total first."""
    last = log.bounds[1:] - 1
    done = np.array([name in ends for name in log.activities], dtype=bool)
    last = last[~done[log.activity[last]]]
    now = np.array([(as_of - EPOCH) // timedelta(microseconds=1)], dtype=np.int64)
    so_far = np.maximum(now - log.at[last], 0)
    worked = np.maximum(clock(now) - clock(log.at[last]), 0) if clock else None
    found = []
    for number in np.unique(log.activity[last]):
        here = log.activity[last] == number
        found.append(
            Waiting(
                log.activities[int(number)],
                int(here.sum()),
                times(so_far[here]),
                times(worked[here]) if worked is not None else None,
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.seconds.total, one.activity)))


def _tallied(log: EventLog, numbers: Numbers) -> dict[str, int]:
    counts = np.bincount(numbers, minlength=len(log.activities))
    found = [(log.activities[n], int(count)) for n, count in enumerate(counts) if count]
    return dict(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def _runs(firsts: Numbers, size: int) -> Iterator[tuple[int, int]]:
    return zip(firsts.tolist(), [*firsts[1:].tolist(), size], strict=True)
