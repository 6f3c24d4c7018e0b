"""The course's nbgrader configuration: stock nbgrader, with grading handed to the autograder."""

from autograder.nbgrader.configure import configure

c = get_config()  # noqa: F821
configure(c)

c.CourseDirectory.course_id = "regularization"
c.Grading.language = "en"  # of releases: "en", or a catalogue's name in the folder locale
c.Grading.hidden_tests = "../tests/hidden"

# Keras takes its backend from the environment when it is imported, and would look for a GPU and for a home folder.
c.Grading.preload = ["keras"]
c.Grading.environment = {"KERAS_BACKEND": "torch", "KERAS_TORCH_DEVICE": "cpu", "KERAS_HOME": "/dev/null"}
