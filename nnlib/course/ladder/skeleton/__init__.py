"""Your own library: a digit classifier from scratch, written by you.

Begin with `layers`; the judge says what comes next.
"""
