"""`python -m tests.bench [names…]`: the figures whose names begin so, or all of them."""

import sys
import warnings

from tests.bench.benches import BENCHES
from tests.bench.ground import clear_away, prepare


def main(asked: list[str]) -> int:
    """Measure and print, one figure a line; 1 when one misses its bar."""
    wanted = [name for name in BENCHES if not asked or any(name.startswith(one) for one in asked)]
    if not wanted:
        print("There are: " + ", ".join(BENCHES), file=sys.stderr)  # noqa: T201
        return 2
    prepare()
    over = False
    try:
        for name in wanted:
            for figure in BENCHES[name]():
                print(figure.line(), flush=True)  # noqa: T201
                over |= figure.over
    finally:
        clear_away()
    return int(over)


if __name__ == "__main__":
    warnings.simplefilter("default")
    sys.exit(main(sys.argv[1:]))
