"""Sheets run in processes forked from one that has imported what they need; `forked.engine` is what others use."""
