"""Many runs together: comparison, sweeps, sensitivity, and the statistics that say how far to trust them."""
