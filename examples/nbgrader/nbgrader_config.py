"""Settings for nbgrader: what students find where the solution stood."""

c = get_config()  # noqa: F821 (nbgrader defines it)
c.CourseDirectory.course_id = "how_networks_learn"
c.ClearSolutions.code_stub = {"python": "# put your answer in the place of None"}
c.CourseDirectory.ignore = ["*.py", "__pycache__", ".ipynb_checkpoints", "feedback"]  # the .py has the solutions
