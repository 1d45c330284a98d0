"""Scripts that keep generated files true."""
