"""A second reading of the rules of docs/ODD.md, written without the program, and its comparison with the program.

The files `common`, `residents`, `offices`, `attention`, `staff`, `money` and `policies` are written from the model
description alone, in plain Python: they import nothing of the program and nothing but `math`. The tests beside them
hold the program's rules against them, rule by rule in the files `compare_…`. `p` is everywhere a mapping from a
parameter's dotted path to its value.
"""
