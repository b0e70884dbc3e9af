package local

import "slices"

// fieldsOf gives the fields that a type of state may have; nil for a type that this engine does not implement.
func fieldsOf(typ string) []string {
	every := []string{"Type", "Comment"}
	reading := slices.Concat(every, []string{"InputPath", "OutputPath"})
	going := slices.Concat(reading, []string{"Next", "End", "ResultPath"})
	rescuing := slices.Concat(going, []string{"ResultSelector", "Retry", "Catch"})
	switch typ {
	case typeTask:
		return append(rescuing, "Resource", "Parameters", "TimeoutSeconds")
	case typeParallel:
		return append(rescuing, "Parameters", "Branches")
	case typeMap:
		return append(rescuing, "ItemProcessor", "ItemsPath", "ItemSelector", "MaxConcurrency")
	case typePass:
		return append(going, "Parameters", "Result")
	case typeChoice:
		return append(reading, "Choices", "Default")
	case typeSucceed:
		return reading
	case typeFail:
		return append(every, "Error", "Cause")
	}
	return nil
}

// state reads one state.
func (l *loader) state(name string, o object) *state {
	st := &state{name: name, at: o.at, typ: o.need("Type")}
	fields := fieldsOf(st.typ)
	if fields == nil {
		l.refuseValue(o.place("Type"), "this engine has no such type of state", st.typ,
			"use Task, Choice, Parallel, Map, Pass, Succeed or Fail")
		return st
	}
	o.only("a "+st.typ+" state", fields...)
	st.in = o.path("InputPath")
	st.out = o.path("OutputPath")
	st.result = o.path("ResultPath")
	if st.result != nil && st.result.field != "" {
		l.refuse(o.place("ResultPath"), "a result cannot be put into the context object", "begin the path with $.")
	}
	st.selector = o.payload("ResultSelector", reach{})
	st.retry, st.catch = l.retriers(o), l.catchers(o)
	l.byType(st, o)
	if slices.Contains(fields, "End") {
		l.onward(st, o)
	}
	return st
}

// byType reads what only one type of state has.
func (l *loader) byType(st *state, o object) {
	switch st.typ {
	case typeTask:
		st.task = l.task(o)
	case typeChoice:
		st.rules = l.rules(o)
		st.defaultName = o.text("Default", "")
	case typeParallel:
		st.parameters = o.payload("Parameters", reach{})
		l.branches(st, o)
	case typeMap:
		l.mapping(st, o)
	case typePass:
		st.parameters = o.payload("Parameters", reach{})
		st.value, st.hasValue = o.members["Result"]
		if st.hasValue && st.parameters != nil {
			l.refuse(o.place("Parameters"), "Result makes Parameters moot", "keep one of the two")
		}
	case typeFail:
		st.failure = failure{o.text("Error", ""), o.text("Cause", "")}
	}
}

// onward reads where a state goes: exactly one of Next and End.
func (l *loader) onward(st *state, o object) {
	if v, ok := o.members["End"]; ok {
		end, isBool := v.(bool)
		if !isBool || !end {
			l.refuse(o.place("End"), "End is true or is not there", "write true or a Next")
		}
		st.end = true
	}
	if o.has("Next") {
		st.nextName = o.need("Next")
	}
	if st.end == (st.nextName != "") {
		l.refuse(st.at, "a "+st.typ+" state has either a Next or an End", "write exactly one of them")
	}
}

// branches reads the branches of a Parallel.
func (l *loader) branches(st *state, o object) {
	list := o.list("Branches")
	if list == nil {
		l.refuse(o.place("Branches"), "this field is missing", "write it")
	}
	for _, branch := range list {
		branch.only("a branch", "Comment", "StartAt", "States")
		st.branches = append(st.branches, l.scope(branch))
	}
}

// mapping reads what a Map has. Only the inline mode is implemented.
func (l *loader) mapping(st *state, o object) {
	processor := o.child("ItemProcessor")
	processor.only("an item processor", "Comment", "ProcessorConfig", "StartAt", "States")
	if processor.has("ProcessorConfig") {
		config := processor.child("ProcessorConfig")
		config.only("this engine's ProcessorConfig", "Mode")
		if mode := config.text("Mode", "INLINE"); mode != "INLINE" {
			l.refuseValue(config.place("Mode"), "this engine has inline maps only", mode, "write INLINE")
		}
	}
	st.branches = []*scope{l.scope(processor)}
	st.items = o.path("ItemsPath")
	if st.items == nil {
		l.refuse(o.place("ItemsPath"), "the path to the items cannot be null", "write a path")
	}
	st.itemSelector = o.payload("ItemSelector", reach{item: true})
	st.most = int(o.whole("MaxConcurrency", 0, maxConcurrency, 0))
	if st.most == 0 {
		st.most = maxConcurrency
	}
}
