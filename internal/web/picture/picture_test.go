package picture_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/web/picture"
)

func day(text string) calendar.Date { return calendar.MustDate(text) }

// wellFormed holds that a picture is XML, needs no script and no style, and says in words what it shows.
func wellFormed(t interface{ Fatalf(string, ...any) }, drawn string) {
	d := xml.NewDecoder(strings.NewReader(drawn))
	for {
		token, err := d.Token()
		if err == io.EOF { //nolint:errorlint // as the decoder returns it
			break
		}
		if err != nil {
			t.Fatalf("%v in %s", err, drawn)
		}
		if start, ok := token.(xml.StartElement); ok {
			for _, a := range start.Attr {
				if start.Name.Local == "script" || a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") {
					t.Fatalf("<%s %s> in %s", start.Name.Local, a.Name.Local, drawn)
				}
			}
		}
	}
	for _, part := range []string{`role="img"`, "<title id=", "<desc id="} {
		if !strings.Contains(drawn, part) {
			t.Fatalf("%q is missing in %s", part, drawn)
		}
	}
}

// TestUnderWay fills a bar up to today and not when its days are over without an end, and keeps the name of today off
// the line of a transfer that is near.
func TestUnderWay(t *testing.T) {
	for _, c := range []struct {
		today  string
		full   int // bars, or parts of one, that are drawn full
		anchor string
	}{{"2022-04-01", 0, "middle"}, {"2022-04-02", 1, "middle"}, {"2022-09-28", 1, "end"}, {"2022-10-02", 0, "start"},
		{"2022-12-31", 0, "end"}} {
		drawn := string(picture.Timeline{Title: "Calendar", Today: day(c.today), Transfer: day("2022-09-30"), Rows: []picture.Row{
			{Name: "Window", Bars: []picture.Bar{{From: day("2022-04-01"), To: day("2022-09-29"), Label: "Window"}}},
			{Name: "Review", Points: []picture.Point{{On: day("2022-12-31"), Label: "Review"}}},
		}}.Draw("calendar"))
		wellFormed(t, drawn)
		if got := strings.Count(drawn, `class="bar done"`); got != c.full {
			t.Errorf("%s: %d full bars in %s", c.today, got, drawn)
		}
		name, _, _ := strings.Cut(drawn, ">Today<")
		if name = name[strings.LastIndex(name, "<text"):]; !strings.Contains(name, `text-anchor="`+c.anchor+`"`) {
			t.Errorf("%s: the name of today is at %s", c.today, name)
		}
	}
}

// TestOverdue marks what is not done after its days, unless nothing goes on any more.
func TestOverdue(t *testing.T) {
	timeline := picture.Timeline{Today: day("2022-10-02"), Transfer: day("2022-09-30"), Rows: []picture.Row{
		{Name: "Window", Bars: []picture.Bar{{From: day("2022-04-01"), To: day("2022-09-29"), Label: "Window"}},
			Points: []picture.Point{{On: day("2022-09-29"), Label: "Answer"}, {On: day("2022-10-02"), Label: "Review"}}}}}
	for over, want := range map[bool]struct {
		marks int
		says  []string
	}{false: {2, []string{"overdue", "overdue", "to come"}}, true: {0, []string{"not done", "not done", "not done"}}} {
		timeline.Over = over
		drawn := string(timeline.Draw("calendar"))
		if n := strings.Count(drawn, `class="late-mark"`); n != want.marks {
			t.Errorf("over %v: %d marks in %s", over, n, drawn)
		}
		for i, line := range timeline.Told()[0].Lines {
			if !strings.HasSuffix(line, ", "+want.says[i]) {
				t.Errorf("over %v: %q is not %s", over, line, want.says[i])
			}
		}
	}
}

// TestLapsed draws a period that never began hollow and without a mark, on whatever day.
func TestLapsed(t *testing.T) {
	for _, today := range []string{"2022-03-31", "2022-06-01", "2022-10-02"} {
		timeline := picture.Timeline{Today: day(today), Transfer: day("2022-09-30"), Rows: []picture.Row{{Name: "Notice",
			Bars: []picture.Bar{{From: day("2022-04-01"), To: day("2022-09-29"), Lapsed: true}}}}}
		drawn := string(timeline.Draw("calendar"))
		if strings.Contains(drawn, `class="bar done"`) || strings.Contains(drawn, "late") || !strings.Contains(drawn, `class="bar"`) {
			t.Errorf("%s: it is drawn as %s", today, drawn)
		}
		if line := timeline.Told()[0].Lines[0]; !strings.HasSuffix(line, ", not begun") {
			t.Errorf("%s: it is told as %q", today, line)
		}
	}
}

// TestTheFirstDay holds that a period is under way on its first day, and that what falls on a day is to come until it is over.
func TestTheFirstDay(t *testing.T) {
	today := day("2022-04-01")
	timeline := picture.Timeline{Today: today, Transfer: day("2022-09-30"), Rows: []picture.Row{{Name: "Window",
		Bars: []picture.Bar{{From: today, To: day("2022-09-29")}}, Points: []picture.Point{{On: today}}}}}
	for i, want := range []string{", under way", ", to come"} {
		if line := timeline.Told()[0].Lines[i]; !strings.HasSuffix(line, want) {
			t.Errorf("%q has no %q", line, want)
		}
	}
}

// TestTimeline draws a year with a period, its float and two days.
func TestTimeline(t *testing.T) {
	drawn := string(picture.Timeline{Title: "Calendar", Today: day("2022-06-01"), Transfer: day("2022-09-30"),
		Rows: []picture.Row{
			{Name: "Notice", Bars: []picture.Bar{{From: day("2022-04-12"), To: day("2022-07-12"), Label: "Notice period",
				Done: true},
				{From: day("2022-07-13"), To: day("2022-09-29"), Label: "Float", Float: true}}},
			{Name: `Data: <children> & "more"`, Points: []picture.Point{{On: day("2022-06-17"), Label: "Dry run"},
				{On: day("2022-05-17"), Label: "Dry run", Done: true}}},
		}}.Draw("calendar"))
	wellFormed(t, drawn)
	for _, want := range []string{"Apr 2022", ">May<", "Transfer", "Today", `class="bar done"`, `class="float"`,
		`class="point"`, `class="point done"`,
		"Notice, Notice period: Tuesday 12 April 2022 to Tuesday 12 July 2022", "Dry run: Tuesday 17 May 2022, done",
		"Transfer, Friday 30 September 2022.", "&lt;children&gt; &amp; "} {
		if !strings.Contains(drawn, want) {
			t.Errorf("%q is missing in %s", want, drawn)
		}
	}
	// 11 April is the 10th day after the 1st of April, of the 183 days to the 1st of October: 190 + 11/183 × 958.
	if !strings.Contains(drawn, `<rect x="247.6"`) {
		t.Errorf("the notice begins elsewhere in %s", drawn)
	}
	if drawn := string(picture.Timeline{Title: "Empty", Transfer: day("2022-09-30")}.Draw("x")); strings.Contains(drawn,
		"Today") {
		t.Error("a timeline without a day shows today")
	}
}

// TestPointsStandClearOfEachOther holds that points of a row whose days are near stand below each other, in a row that is
// as much higher, and that others share one line.
func TestPointsStandClearOfEachOther(t *testing.T) {
	point := regexp.MustCompile(`<path d="M([0-9.]+) ([0-9.]+)l`)
	for _, c := range []struct {
		days  []string
		lanes int
	}{{[]string{"2022-09-23", "2022-09-24", "2022-09-25"}, 3}, {[]string{"2022-04-01", "2022-09-24"}, 1},
		{[]string{"2022-09-01", "2022-09-02", "2022-09-20"}, 2}} {
		var row picture.Row
		for _, d := range c.days {
			row.Points = append(row.Points, picture.Point{On: day(d), Label: "x"})
		}
		drawn := string(picture.Timeline{Title: "Calendar", Transfer: day("2022-09-30"), Rows: []picture.Row{row,
			{Name: "long ago", Points: []picture.Point{{On: day("2022-04-01")}}}}}.Draw("c"))
		heights := map[string]bool{}
		for _, m := range point.FindAllStringSubmatch(drawn, len(c.days)) {
			heights[m[2]] = true
		}
		if len(heights) != c.lanes {
			t.Errorf("%v stand in %d lanes of %s", c.days, len(heights), drawn)
		}
		if want := fmt.Sprintf(`height="%d"`, 46+2*34+24+8+20*(c.lanes-1)); !strings.Contains(drawn, want) {
			t.Errorf("%v: the picture has no %s: %.200s", c.days, want, drawn)
		}
	}
}

// TestAnyTimeline holds that whatever days come, nothing is drawn outside the picture.
func TestAnyTimeline(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		anyDay := func(name string) calendar.Date {
			return day("2022-01-01").AddDays(rapid.IntRange(-900, 900).Draw(t, name))
		}
		from := anyDay("from")
		tl := picture.Timeline{Title: rapid.String().Draw(t, "title"), Today: anyDay("today"), Transfer: anyDay("transfer"),
			Rows: []picture.Row{
				{Name: "row", Bars: []picture.Bar{{From: from, To: from.AddDays(rapid.IntRange(0, 400).Draw(t, "days")),
					Label: "bar"}},
					Points: []picture.Point{{On: anyDay("on"), Label: "point"}}}}}
		drawn := string(tl.Draw("t"))
		if strings.Contains(drawn, `="-`) || strings.Contains(drawn, "NaN") || strings.Contains(drawn, "Inf") {
			t.Fatalf("something is outside: %s", drawn)
		}
	})
}

// TestTrend draws two failed runs and a passed one.
func TestTrend(t *testing.T) {
	drawn := string(picture.Trend("t", "Rows", []picture.Run{{Label: "Dry 1", Wrong: 4}, {Label: "Dry 2", Wrong: 1},
		{Label: "Dry 3", Passed: true}}))
	wellFormed(t, drawn)
	for _, want := range []string{"✗ 4", "✗ 1", "✓ 0",
		"Dry 1: failed, 4 rows do not match. Dry 2: failed, 1 row does not match. Dry 3: passed",
		`height="94.0" class="column failed"`, `height="23.5" class="column failed"`, `height="3.0" class="column passed"`} {
		if !strings.Contains(drawn, want) {
			t.Errorf("%q is missing in %s", want, drawn)
		}
	}
	if drawn := string(picture.Trend("t", "Rows", []picture.Run{{Label: "Dry 1",
		Passed: true}})); !strings.Contains(drawn, `height="59"`) {
		t.Errorf("a trend without differences is high: %s", drawn)
	}
}
