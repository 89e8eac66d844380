"""Tests of sheets run in forked processes."""
