"""Whether engines compute the same, before anything is timed."""

import numpy as np
from engines import random_ids

LIMIT = 1e-3  # of the greatest difference, in fp32
SHARES = {"bf16": 0.05, "auto": 0.05, "int8": 0.3}  # of the norm


def agreeing(engines, failures):
    """The engines whose outputs are those of the first; why others are not goes into failures. And by name, by what share of its
    norm each differs from the first."""
    ids = random_ids(3, 37)
    mask = np.ones_like(ids)
    mask[1, 20:] = 0
    inside = mask.astype(bool)
    expected = engines[0].run(ids, mask)[inside]
    agreed, errors = [engines[0]], {}
    for engine in engines[1:]:
        try:
            difference = engine.run(ids, mask)[inside] - expected
        except RuntimeError as reason:
            failures[engine.name] = str(reason)
            continue
        share, most = float(np.linalg.norm(difference) / np.linalg.norm(expected)), float(np.abs(difference).max())
        limit = next((limit for kind, limit in SHARES.items() if engine.name.endswith(kind)), None)
        print(f"{engine.label}: differs by {most:.1e}, by {100 * share:.2g} % of the norm", flush=True)
        if most <= LIMIT if limit is None else share <= limit:
            agreed.append(engine)
            errors[engine.name] = share
        else:
            failures[engine.name] = f"computes something else: differs by {most:.1e}, by {100 * share:.2g} % of the norm"
    return agreed, errors
