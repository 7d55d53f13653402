"""An estimate as text, and the key of what it was made from: the same panel is estimated once."""

import json
from dataclasses import asdict
from hashlib import sha256
from typing import Any

import numpy as np

from salesops.causal.declared import Declared
from salesops.causal.estimates import Estimated, Past
from salesops.causal.gaps import Gaps
from salesops.causal.panel import Array, Panel
from salesops.causal.synthetic import Mix

SHAPE = 2
"""Raise it when an estimate changes, so that none made before is taken for it."""
PLAIN = ("size", "low", "high", "p", "error", "how", "in_shares")


def key_of(panel: Panel, declared: Declared) -> str:
    """What an estimate depends on, and nothing else: values, who is treated, how it is judged."""
    said = json.dumps([SHAPE, asdict(declared), panel.starts, panel.values.shape])
    values = np.ascontiguousarray(panel.values, dtype=float).tobytes()
    return sha256(said.encode() + values).hexdigest()[:32]


def as_text(found: Estimated) -> str:
    """An estimate as JSON; infinite ends of an interval as Python writes them."""
    return json.dumps({
        **{name: getattr(found, name) for name in PLAIN}, "past": asdict(found.past),
        "gaps": found.gaps.by_cohort.tolist(), "starts": list(found.gaps.starts),
        "sizes": found.gaps.sizes.tolist(), "bands": list(found.bands.items()),
        "placebos": found.placebos.tolist(), "mixes": [_mix(mix) for mix in found.mixes],
    })  # fmt: skip


def _mix(mix: Mix) -> list[list[float] | None]:
    times = None if mix.times is None else mix.times.tolist()
    return [mix.units.tolist(), times, mix.path.tolist()]


def from_text(text: str) -> Estimated:
    """The estimate that was written. ValueError or KeyError where it is none."""
    told: dict[str, Any] = json.loads(text)
    mixes = tuple(
        Mix(_array(units), None if times is None else _array(times), _array(path))
        for units, times, path in told["mixes"]
    )
    gaps = Gaps(_array(told["gaps"]), told["starts"], np.array(told["sizes"], dtype=np.int64))
    return Estimated(
        **{name: told[name] for name in PLAIN}, past=Past(**told["past"]), gaps=gaps,
        bands={int(event): band for event, band in told["bands"]},
        placebos=_array(told["placebos"]), mixes=mixes,
    )  # fmt: skip


def _array(values: Any) -> Array:
    return np.array(values, dtype=float)
