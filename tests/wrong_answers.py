"""A plausible wrong answer to each exercise: the checkers must tell it from the right one."""

WRONG = {}
