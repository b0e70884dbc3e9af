"""Starts the local AWS with one of its faults mended.

Its Step Functions lets all branches of a Parallel write to one context, so that a branch now and then reads the name of
another branch's state, or another's task token, and waits for ever: once or twice in fifty executions on a busy
machine. Here each branch gets a context of its own, as on AWS.
"""

from ministack.app import main
from ministack.services import stepfunctions

run_branch = stepfunctions._run_sub_machine


def run_with_own_context(states, start_at, input_data, execution, context):
    return run_branch(states, start_at, input_data, execution, dict(context))


stepfunctions._run_sub_machine = run_with_own_context
main()
