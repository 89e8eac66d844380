"""What participants answered: the answers file, read, merged and written; forms collected; answers printed."""
