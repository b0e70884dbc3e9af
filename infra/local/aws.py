"""Starts the local AWS with three of its faults mended, and with a record of which rights are used.

Its Step Functions lets all branches of a Parallel write to one context, so that a branch now and then reads the name of
another branch's state, or another's task token, and waits for ever: once or twice in fifty executions on a busy
machine. Here each branch gets a context of its own, as on AWS.

Its DynamoDB reads a condition anew for each item of a partition, which takes nine tenths of its time. Here it reads each
condition once.

Its CloudFormation makes buckets without the object lock that a template asks for, so that what is kept could be deleted.
Here it passes the lock on to its S3, which knows it.

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
