package workflowtest

import (
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

var startTests = []test{
	{"an execution runs, and is told its programme and its number", func(f *fixture) {
		f.starts(2)
		f.arrives(2, "First")
		f.told(2, map[string]any{"programme": f.programme, "execution": 2.0})
		if !f.running(2) {
			f.Error("it does not run")
		}
	}},
	{"starting one that runs is success, and starts nothing twice", func(f *fixture) {
		f.starts(1)
		f.starts(1)
		token := f.arrives(1, "First")
		f.starts(1)
		f.resumes(token, handover.Go)
		f.arrives(1, "First", "Second")
		f.starts(1)
		f.arrives(1, "First", "Second")
	}},
	{"many who start it at once all succeed, and start it once", func(f *fixture) {
		for _, err := range f.together(func() error { return f.Workflow.Start(f.Context(), f.programme, 1) }) {
			f.fails(err, "")
		}
		f.resumes(f.arrives(1, "First"), handover.Go)
		f.arrives(1, "First", "Second")
	}},
	{"the name of one that has come to its end is a conflict", func(f *fixture) {
		f.plays(1)
		f.fails(f.Workflow.Start(f.Context(), f.programme, 1), fault.Conflict)
		f.arrives(1, "First", "Second")
	}},
	{"the name of one that was stopped is a conflict", func(f *fixture) {
		f.starts(1)
		f.arrives(1, "First")
		f.stops(1)
		f.ends(1)
		f.fails(f.Workflow.Start(f.Context(), f.programme, 1), fault.Conflict)
	}},
	{"executions of a programme are apart", func(f *fixture) {
		f.starts(1)
		f.starts(2)
		first, second := f.arrives(1, "First"), f.arrives(2, "First")
		f.resumes(second, handover.Go)
		f.arrives(2, "First", "Second")
		f.arrives(1, "First")
		f.stops(2)
		f.ends(2)
		f.resumes(first, handover.Go)
		f.arrives(1, "First", "Second")
	}},
}

var resumeTests = []test{
	{"the execution goes on with the outcome", func(f *fixture) {
		f.starts(1)
		f.resumes(f.arrives(1, "First"), handover.Defer)
		f.resumes(f.arrives(1, "First", "Second"), handover.Go)
		f.told(1, map[string]any{"programme": f.programme, "execution": 1.0, "first": map[string]any{"outcome": "defer"}})
		f.ends(1)
	}},
	{"a token that was used is a conflict, and changes nothing", func(f *fixture) {
		f.starts(1)
		used := f.arrives(1, "First")
		f.resumes(used, handover.Go)
		f.arrives(1, "First", "Second")
		want := fault.Conflict
		if f.lacks(UsedTokens) {
			want = fault.NotFound
		}
		f.fails(f.Workflow.Resume(f.Context(), used, handover.Defer), want)
		f.arrives(1, "First", "Second")
		f.told(1, map[string]any{"programme": f.programme, "execution": 1.0, "first": map[string]any{"outcome": "go"}})
	}},
	{"a token of an execution that was stopped is a conflict", func(f *fixture) {
		f.starts(1)
		token := f.arrives(1, "First")
		f.stops(1)
		f.ends(1)
		want := fault.Conflict
		if f.lacks(TokensEnd) {
			want = ""
		}
		f.fails(f.Workflow.Resume(f.Context(), token, handover.Go), want)
		f.arrives(1, "First")
	}},
	{"a token that nobody waits with is not found", func(f *fixture) {
		f.starts(1)
		f.arrives(1, "First")
		for _, token := range []string{"nobody-waits-with-this", "8f14e45f-ceea-467f-9a36-dedd4bea2543"} {
			f.fails(f.Workflow.Resume(f.Context(), token, handover.Go), fault.NotFound)
		}
		f.arrives(1, "First")
	}},
	{"of many who resume at once one succeeds", resumeTogether},
}

func resumeTogether(f *fixture) {
	f.starts(1)
	token := f.arrives(1, "First")
	won := 0
	for _, err := range f.together(func() error { return f.Workflow.Resume(f.Context(), token, handover.Go) }) {
		switch kind := fault.KindOf(err); {
		case kind == "":
			won++
		case kind == fault.NotFound && f.lacks(UsedTokens):
		default:
			f.fails(err, fault.Conflict)
		}
	}
	if won == 0 || won > 1 && !f.lacks(OneResumeWins) {
		f.Fatalf("%d succeeded", won)
	}
	f.resumes(f.arrives(1, "First", "Second"), handover.Go) // its own token is not used up
	f.ends(1)
}

var stopTests = []test{
	{"an execution ends", func(f *fixture) {
		f.starts(1)
		f.arrives(1, "First")
		f.stops(1)
		f.ends(1)
		f.arrives(1, "First")
	}},
	{"stopping one that was stopped is success", func(f *fixture) {
		f.starts(1)
		f.arrives(1, "First")
		f.stops(1)
		f.stops(1)
		f.ends(1)
		f.stops(1)
	}},
	{"stopping one that has come to its end is success", func(f *fixture) {
		f.plays(1)
		f.stops(1)
	}},
	{"stopping one that never was is success", func(f *fixture) {
		f.stops(1)
		f.starts(1)
		f.arrives(1, "First")
		f.stops(2)
		if !f.running(1) {
			f.Error("another execution was stopped")
		}
	}},
}

var runningTests = []test{
	{"one that never was does not run", func(f *fixture) {
		if f.running(1) {
			f.Error("it runs")
		}
		f.starts(2)
		f.arrives(2, "First")
		if f.running(1) {
			f.Error("it runs because another does")
		}
	}},
	{"it runs while it waits, and not after its end", func(f *fixture) {
		f.starts(1)
		f.resumes(f.arrives(1, "First"), handover.Go)
		token := f.arrives(1, "First", "Second")
		if !f.running(1) {
			f.Error("it does not run")
		}
		f.resumes(token, handover.Go)
		f.ends(1)
	}},
}
