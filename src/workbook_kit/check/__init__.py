"""Everything that can be found wrong before a single sheet is run."""
