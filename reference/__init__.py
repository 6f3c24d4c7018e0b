"""What a good answer to each exercise looks like; read by the grader's side only, never by student code."""
