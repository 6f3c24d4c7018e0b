"""From a slice of a notebook to a verdict: hidden tests, question sheets, calibration, and the store of verdicts."""
