package main

import (
	"bytes"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/rulebook"
)

// handmade is a plan with what formats stumble over: commas, semicolons, quotes, bars, umlauts, long lines, formulas.
func handmade() sheet {
	day := calendar.MustDate
	obligation := func(id, title, due, why string) handover.PlannedObligation {
		return handover.PlannedObligation{ID: id, Title: title, Due: day(due), Why: why, Stage: handover.GoLiveStage,
			Owner: handover.HRLead, Source: rulebook.Source{Kind: "statute", Cite: "An Act, section 1"}}
	}
	transfer := obligation("transfer", "The service transfers", "2022-09-30", "transfer (the deed)")
	transfer.At, transfer.Blocking, transfer.Stage = day("2022-09-30").At(0, 1), true, handover.TransferStage
	list := obligation("T-1/café", `Staff list, "final"; by Büro | desk`, "2022-09-01",
		"20 working days before transfer (Friday 30 September 2022, the deed); 4 weekends do not count; 19 September is a bank holiday")
	list.Target, list.IfMissed = day("2022-08-31"), "The contract is broken."
	late := obligation("T-2", "=1+1", "2029-01-05", "5 working days after 2028-12-29")
	late.Provisional = true
	view := handover.View{Programme: "small", Obligations: []handover.PlannedObligation{list, transfer, late},
		Findings: []handover.Finding{{ID: "late/T-2", Severity: "warning", Problem: "it is late.", Mend: "wait", Source: "us"}}}
	step := handover.Step{ID: "T-2", Title: "=1+1", Earliest: day("2022-09-01"), Latest: day("2022-08-31"), Float: -1}
	return sheet{definition: handover.Definition{Programme: "small", Title: "A small_plan", Start: day("2022-07-04")},
		question: handover.Question{Set: map[string]handover.Local{"transfer": "2022-09-30"}}, view: view,
		was:  handover.View{Programme: "small", Obligations: []handover.PlannedObligation{transfer}},
		path: handover.CriticalPath{Possible: day("2022-09-30"), Float: -1, Chain: []handover.Step{step}, Steps: []handover.Step{step}}}
}

// TestFormats holds every format of a plan to a file that was read by a person.
func TestFormats(t *testing.T) {
	for name, write := range map[string]func(env, sheet) error{
		"plan.ics": planICS, "plan.csv": planCSV, "plan.md": planMarkdown, "diff.csv": diffCSV, "diff.md": diffMarkdown,
		"path.csv": pathCSV, "path.md": pathMarkdown, "diff.json": diffJSON,
		"plan.txt": wide(120, printPlan), "plan-80.txt": wide(80, printPlan),
		"diff-80.txt": wide(80, printDiff), "path-80.txt": wide(80, printPath),
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := write(env{stdout: &out, getenv: func(string) string { return "" }}, handmade()); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", "plan", name)
			if *update {
				if err := os.WriteFile(golden, out.Bytes(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), out.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestOthersReadTheCalendar reads the calendar as other programs do.
func TestOthersReadTheCalendar(t *testing.T) {
	var out bytes.Buffer
	if err := planICS(env{stdout: &out}, handmade()); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if len(line) > 77 || !strings.HasSuffix(line, "\r\n") {
			t.Errorf("line %q has %d octets with its end", line, len(line))
		}
	}
	cal, err := ics.ParseCalendar(&out)
	if err != nil || len(cal.Events()) != 3 {
		t.Fatalf("%d events, %v", len(cal.Events()), err)
	}
	event := cal.Events()[0]
	start, err := event.GetAllDayStartAt()
	if err != nil || start.Format("2006-01-02") != "2022-09-01" {
		t.Errorf("the event is on %s, %v", start, err)
	}
	for property, want := range map[ics.ComponentProperty]string{
		ics.ComponentPropertyUniqueId: "T-1/café.small@handover.invalid",
		ics.ComponentPropertySummary:  `T-1/café Staff list, "final"; by Büro | desk (hr-lead)`,
		ics.ComponentPropertyStatus:   "CONFIRMED",
	} {
		if got := event.GetProperty(property); got == nil || got.Value != want {
			t.Errorf("%s is %v, want %q", property, got, want)
		}
	}
	if got := cal.Events()[2].GetProperty(ics.ComponentPropertyStatus).Value; got != "TENTATIVE" {
		t.Errorf("what is provisional is %s", got)
	}
}

// TestOthersReadTheTable reads the table as spreadsheets do.
func TestOthersReadTheTable(t *testing.T) {
	var out bytes.Buffer
	if err := planCSV(env{stdout: &out}, handmade()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if rows[1][3] != `Staff list, "final"; by Büro | desk` || rows[3][3] != "'=1+1" || rows[2][1] != "2022-09-30T00:01" {
		t.Errorf("the rows are %q", rows)
	}
}

// wide prints on a page of a width.
func wide(width int, show func(io.Writer, sheet)) func(env, sheet) error {
	return func(e env, s sheet) error {
		show(page{e.stdout, width}, s)
		return nil
	}
}
