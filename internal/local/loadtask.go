package local

import "strings"

// Resources of tasks, as text after the partition.
const (
	resourceInvoke = "states:::lambda:invoke"
	resourceToken  = "states:::lambda:invoke.waitForTaskToken"
)

// task reads what only a Task has.
func (l *loader) task(o object) task {
	t := task{timeout: o.whole("TimeoutSeconds", 1, maxSeconds, 0)}
	resource := o.need("Resource")
	service, hasPartition := cutPartition(resource)
	switch {
	case hasPartition && service == resourceInvoke:
		t.call = callInvoke
		l.invocation(&t, o)
	case hasPartition && service == resourceToken:
		t.call = callToken
		l.invocation(&t, o)
	default:
		t.function = l.function(resource, o.place("Resource"))
		t.payload = o.payload("Parameters", reach{})
	}
	return t
}

// cutPartition takes "arn:aws:", another partition or its substitution from the front of a resource.
func cutPartition(resource string) (string, bool) {
	for _, prefix := range []string{"arn:${AWS::Partition}:", "arn:aws:", "arn:aws-cn:", "arn:aws-us-gov:"} {
		if rest, ok := strings.CutPrefix(resource, prefix); ok {
			return rest, true
		}
	}
	return resource, false
}

// invocation reads the Parameters of lambda:invoke.
func (l *loader) invocation(t *task, o object) {
	p := o.child("Parameters")
	p.only("an invocation of a function here", "FunctionName", "Payload", "Payload.$")
	t.function = l.function(p.need("FunctionName"), p.place("FunctionName"))
	r := reach{token: t.call == callToken}
	payload, plain := p.members["Payload"]
	source, dynamic := p.members["Payload.$"]
	switch {
	case plain == dynamic:
		l.refuse(p.place("Payload"), "a function needs one payload", "write either Payload or Payload.$")
	case plain:
		t.payload = l.template(payload, p.place("Payload"), r)
	default:
		t.payload = &template{from: l.path(source, p.place("Payload.$"), r)}
	}
	if r.token && t.payload != nil && !t.payload.mentions(fieldToken) {
		l.refuse(p.at, "the payload does not hand over the task token, so nobody could ever resume the task",
			`add "token.$": "$$.Task.Token" to Payload`)
	}
}

// function reads a function's name or ARN; the key of a substitution ${Name} is Name.
func (l *loader) function(name, at string) string {
	service, isARN := cutPartition(name)
	inner, opened := strings.CutPrefix(service, "${")
	inner, substituted := strings.CutSuffix(inner, "}")
	if isARN && !strings.HasPrefix(service, "lambda:") || opened != substituted || !isFunctionName(inner) {
		l.refuseValue(at, "this engine calls Lambda functions only", name,
			"write a function's ARN, a substitution such as ${GateFunction} or lambda:invoke")
	}
	if substituted {
		return inner
	}
	return name
}

// isFunctionName reports whether a text has only what names, versions and the later parts of ARNs are made of.
func isFunctionName(text string) bool {
	for _, b := range []byte(text) {
		if b > 0x7f || !isNameByte(b) && strings.IndexByte(":$-.", b) < 0 {
			return false
		}
	}
	return text != ""
}
