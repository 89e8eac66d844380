"""What an activity says when it was declared wrongly."""


class ActivityError(ValueError):
    """A plain sentence that names the activity and what to change."""

    def __init__(self, activity: str, what: str) -> None:
        super().__init__(f"activity '{activity}': {what}")
