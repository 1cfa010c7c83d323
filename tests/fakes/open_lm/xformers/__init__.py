"""A stand-in for tests of cardkit: open_lm imports xformers before anything else."""
