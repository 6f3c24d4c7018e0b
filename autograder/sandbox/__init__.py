"""Runs strangers' code: a fork server, one locked-down process per submission, a closed wire format back.

Nothing here knows of pytest, nbgrader or any exercise.
"""
