"""The course on disk: its settings, its notebooks, and what students hand in."""
