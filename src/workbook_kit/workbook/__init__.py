"""Workbooks: planned, with their values, and their sheets run."""
