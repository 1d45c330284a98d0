"""The plain twin: the model once more as ordinary Python objects, slow and short, to hold the engine against."""
