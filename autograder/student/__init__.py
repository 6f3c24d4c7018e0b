"""What a release carries beside `autograder.check`: what runs a notebook's checks and puts values into words."""
