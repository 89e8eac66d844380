"""The tests. Tables of the command line are as wide here as their words, whatever the terminal."""

import os

os.environ["COLUMNS"] = "200"
