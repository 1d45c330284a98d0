"""The story of an issue, a resident or a community: a run again with a watch list, told event by event."""
