"""Starts the local AWS with some of its faults mended, and with a record of which rights are used.

What is mended, and why, stands with all else in which it differs from AWS: internal/office/workflowtest/ministack.go.

With HANDOVER_AWS_CALLS each right that is asked for is written to that file, once: a line of principal, action, resource
and answer, with tabs between them. A test holds it to the rights that are granted.
"""

import functools
import os

from ministack.app import main
from ministack.core import iam_evaluator
from ministack.services import dynamodb, s3, stepfunctions
from ministack.services.cloudformation import provisioners

run_branch = stepfunctions._run_sub_machine
configure_bucket = provisioners._s3_apply_configurations


def run_with_own_context(states, start_at, input_data, execution, context):
    return run_branch(states, start_at, input_data, execution, dict(context))


def configure_bucket_and_lock(name, props, *more):
    configure_bucket(name, props, *more)
    if str(props.get("ObjectLockEnabled")).lower() != "true":
        return
    retention = props.get("ObjectLockConfiguration", {}).get("Rule", {}).get("DefaultRetention")
    if retention:
        retention = {key: value if key == "Mode" else int(value) for key, value in retention.items()}
    s3._bucket_object_lock[name] = {"enabled": True, "default_retention": retention}


def recording(evaluate, calls):
    seen = set()

    def evaluate_and_record(asked, policies, *limits):
        result = evaluate(asked, policies, *limits)
        line = "\t".join([asked.principal_arn, asked.action, asked.resource_arn, result.decision])
        if line not in seen:
            seen.add(line)
            calls.write(line + "\n")
        return result

    return evaluate_and_record


provisioners._s3_apply_configurations = configure_bucket_and_lock
stepfunctions._run_sub_machine = run_with_own_context
dynamodb._tokenize = functools.cache(dynamodb._tokenize)
dynamodb._condition_syntax_error = functools.cache(dynamodb._condition_syntax_error)
if os.environ.get("HANDOVER_AWS_CALLS"):
    record = open(os.environ["HANDOVER_AWS_CALLS"], "w", buffering=1, encoding="utf-8")
    iam_evaluator.evaluate = recording(iam_evaluator.evaluate, record)
main()
