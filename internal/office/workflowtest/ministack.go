package workflowtest

// Ministack says what the local AWS of the tests lacks under the contract of office.Workflow. With Mended it is the one
// place for where it differs from AWS; which rights it does not check stands with the test of rights.
func Ministack() map[Capability]string {
	return map[Capability]string{
		UsedTokens:    "it answers TaskDoesNotExist to a used token, where AWS answers TaskTimedOut",
		TokensEnd:     "it goes on waiting with the token of an execution that was stopped",
		OneResumeWins: "it takes every success that is sent before the waiting task wakes up",
	}
}

// Mended says what infra/local/aws.py mends of the local AWS as it starts it, by the names that it replaces there.
func Mended() map[string]string {
	return map[string]string{
		"stepfunctions._run_sub_machine": "all branches of a Parallel write to one context, so that a branch now and then " +
			"reads another's state or token and waits for ever; each gets one of its own",
		"dynamodb._tokenize": "a condition is read anew for each item of a partition, which takes nine tenths of the time; " +
			"each is read once",
		"dynamodb._condition_syntax_error": "as dynamodb._tokenize",
		"provisioners._s3_apply_configurations": "CloudFormation makes buckets without the object lock that a template asks " +
			"for, so that what is kept could be deleted; the lock is passed on",
	}
}
