"""Official frameworks: read a published text into a framework, write it, show it, compare it."""
