"""The front door of a checkout: `python run_sim.py --help`."""

import sys

from gongzhi import main

if __name__ == "__main__":
    sys.exit(main())
