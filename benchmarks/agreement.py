"""Which engines are compared: those that can be had and compute the same, before anything is timed."""

from engines import IN_FP32, Albert4j, peers, random_ids
from exports import model
from peers import np
from shapes import SIZES

SHAPE = ("--shape", {"choices": list(SIZES), "default": "base"})
LIMIT = 1e-3  # of the greatest difference, in fp32
SHARES = {"bf16": 0.05, "auto": 0.05, "int8": 0.3}  # of the norm


def of_shape(options, failures, names=IN_FP32):
    """Ours in fp32, of the shape that was asked for, and those of the peers that compute the same; why others do not goes into failures."""
    folder = model(options.shape)
    theirs = [] if options.no_peers else peers(folder, options.threads, failures, names)
    return agreeing([Albert4j(folder, options.threads), *theirs], failures)[0]


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
