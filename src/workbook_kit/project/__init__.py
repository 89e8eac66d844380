"""The project folder as checked values: the first step of every command."""
