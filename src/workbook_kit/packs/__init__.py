"""Packs: built, put in their places, compared with what they would be made from now."""
