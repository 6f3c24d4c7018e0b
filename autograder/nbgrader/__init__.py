"""What nbgrader calls, and how results get into its gradebook."""
