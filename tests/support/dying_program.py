"""The part that programs share which kill themselves before a certain step."""

STEPS = """
import os, signal
last_step, steps = 0, 0

def step(*_):
    global steps
    if steps == last_step:
        os.kill(os.getpid(), signal.SIGKILL)
    steps += 1

def before(owner, name):
    real = getattr(owner, name)
    def counted(*arguments, **named):
        step()
        return real(*arguments, **named)
    setattr(owner, name, counted)
"""
"""Defines `step`, and `before`, which makes each call of a function a step.

The program kills itself before step number `last_step`.
"""
