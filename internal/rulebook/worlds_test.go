package rulebook_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/rulebook"
)

// world is a programme as rules see it. Its dates are typed from the sample's timeline.
type world struct {
	dates map[string]string
	items map[string][]string
}

// worlds are the programmes of the worked examples: two that happened, and two that were made up.
func worlds() map[string]world {
	return map[string]world{
		"doncaster": {map[string]string{
			"transfer": "2022-09-30", "start": "2022-03-22", "decision.made": "2022-03-30", "decision.published": "2022-03-31",
			"decision.implementable": "2022-04-08", "notice.planned": "2022-04-08", "notice.deemed": "2022-04-12",
			"notice.ends": "2022-07-12", "window.staff.opens": "2022-04-01", "window.staff.closes": "2022-09-29",
			"dataset.children.first-run": "2022-06-17", "dataset.children.last-run": "2022-08-12", "migration.first-run": "2022-06-17",
			"review.30-days.due": "2022-10-30", "stated.statutory-returns": "2022-07-31", "stated.first-dismissal": "2022-11-01",
		}, items("children", "30-days")},
		"reading": {map[string]string{
			"transfer": "2025-10-01", "start": "2025-01-20", "decision.made": "2025-01-28", "decision.published": "2025-01-29",
			"decision.implementable": "2025-02-06", "notice.planned": "2025-03-03", "notice.deemed": "2025-03-05",
			"notice.ends": "2025-09-05", "window.staff.opens": "2025-06-05", "window.staff.closes": "2025-07-07",
			"dataset.children.first-run": "2025-06-20", "dataset.children.last-run": "2025-08-15", "migration.first-run": "2025-06-20",
			"review.30-days.due": "2025-10-31", "stated.statutory-returns": "2025-07-31",
		}, items("children", "30-days")},
		"refuse": {map[string]string{
			"transfer": "2026-10-01", "start": "2025-12-01", "decision.made": "2026-01-21", "decision.published": "2026-01-22",
			"decision.implementable": "2026-01-30", "notice.planned": "2026-02-02", "notice.deemed": "2026-02-04",
			"notice.ends": "2026-08-04", "window.staff.opens": "2026-03-02", "window.staff.closes": "2026-09-30",
			"dataset.rounds.first-run": "2026-06-15", "dataset.rounds.last-run": "2026-08-17", "migration.first-run": "2026-06-15",
			"review.30-days.due": "2026-10-31",
		}, items("rounds", "30-days")},
		"vesting": {map[string]string{
			"transfer": "2027-04-01", "start": "2026-06-01", "decision.made": "2026-07-15", "decision.published": "2026-07-16",
			"decision.implementable": "2026-07-24", "notice.planned": "2026-07-27", "notice.deemed": "2026-07-29",
			"notice.ends": "2027-01-29", "window.staff.opens": "2026-09-01", "window.staff.closes": "2027-03-31",
			"dataset.accounts.first-run": "2026-12-04", "dataset.accounts.last-run": "2027-02-12", "migration.first-run": "2026-12-04",
			"review.30-days.due": "2027-05-01",
		}, items("accounts", "30-days")},
	}
}

func items(dataset, review string) map[string][]string {
	return map[string][]string{"window": {"staff"}, "dataset": {dataset}, "review": {review}}
}

// context gives the dates to expressions; transfer "" leaves the world's own.
func (w world) context(t testing.TB, transfer, known string) calendar.Context {
	t.Helper()
	c := calendar.Context{Table: calendar.Published(), Jurisdiction: "england-and-wales"}
	if known != "" {
		c.Known = calendar.MustDate(known)
	}
	c.Anchor = func(name string) (calendar.Anchor, bool) {
		text, ok := w.dates[name]
		if name == "transfer" && transfer != "" {
			text = transfer
		}
		if !ok {
			return calendar.Anchor{}, false
		}
		a := calendar.Anchor{Date: calendar.MustDate(text), Origin: "the example"}
		if name == "transfer" {
			a.At = a.Date.At(0, 1)
		}
		return a, true
	}
	return c
}

// facts states circumstances ("lgps-employer") and figures ("employees 49") of a world, which states all its dates.
func (w world) facts(t testing.TB, transfer, stated string) rulebook.Facts {
	t.Helper()
	if transfer == "" {
		transfer = w.dates["transfer"]
	}
	f := rulebook.Facts{Figures: map[string]int{}, Items: w.items, Transfer: calendar.MustDate(transfer)}
	for _, one := range strings.Split(stated, ", ") {
		name, figure, isFigure := strings.Cut(one, " ")
		if !isFigure {
			f.Circumstances = append(f.Circumstances, name)
			continue
		}
		n, err := strconv.Atoi(figure)
		if err != nil {
			t.Fatalf("%s: %v", one, err)
		}
		f.Figures[name] = n
	}
	for name := range w.dates {
		if own, ok := strings.CutPrefix(name, "stated."); ok {
			f.Stated = append(f.Stated, own)
		}
	}
	return f
}

// TestWorldsHoldTogether recomputes what the worlds' dates follow from, so that no example rests on a slip.
func TestWorldsHoldTogether(t *testing.T) {
	profile, err := calendar.LookUpProfile("second-business-day")
	if err != nil {
		t.Fatal(err)
	}
	for name, w := range worlds() {
		cal := w.context(t, "", "")
		for anchor, text := range map[string]string{
			"decision.implementable": "5 clear working days after decision.published",
			"review.30-days.due":     "30 days after transfer",
		} {
			e, err := calendar.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := e.Eval(cal); err != nil || got.Date.String() != w.dates[anchor] {
				t.Errorf("%s: %s is %s, typed %s (%v)", name, anchor, got.Date, w.dates[anchor], err)
			}
		}
		posted := calendar.MustDate(w.dates["notice.planned"]).At(14, 0)
		cal2 := calendar.Published().Calendar("england-and-wales", calendar.Date{})
		if got, err := profile.Deemed(cal2, "first-class-post", posted); err != nil || got.Date.String() != w.dates["notice.deemed"] {
			t.Errorf("%s: deemed served on %s, typed %s (%v)", name, got.Date, w.dates["notice.deemed"], err)
		}
		if !slices.IsSorted([]string{w.dates["start"], w.dates["decision.made"], w.dates["notice.ends"], w.dates["transfer"]}) {
			t.Errorf("%s: the dates are out of order", name)
		}
	}
}
