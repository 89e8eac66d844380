"""A workbook in Jupyter: its activities as widgets, its answers in a file beside the notebook."""
