package rulebook_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/rulebook"
)

func TestConditions(t *testing.T) {
	f := rulebook.Facts{Circumstances: []string{"registered-homes", "no-representatives"},
		Figures: map[string]int{"employees": 49, "dismissals": 0}}
	for text, want := range map[string]rulebook.Truth{
		"":                 rulebook.True,
		"registered-homes": rulebook.True, "called-in": rulebook.False,
		"not registered-homes": rulebook.False, "not called-in": rulebook.True, "not not called-in": rulebook.False,
		"employees < 50": rulebook.True, "employees < 49": rulebook.False, "employees <= 49": rulebook.True,
		"employees > 49": rulebook.False, "employees >= 49": rulebook.True, "employees = 49": rulebook.True,
		"employees=48":                                      rulebook.False,
		"dismissals >= 20":                                  rulebook.False,
		"cats > 0":                                          rulebook.Unknown,
		"not cats > 0":                                      rulebook.Unknown,
		"cats > 0 and called-in":                            rulebook.False, // whatever the figure
		"cats > 0 or registered-homes":                      rulebook.True,  // whatever the figure
		"cats > 0 and registered-homes":                     rulebook.Unknown,
		"cats > 0 or called-in":                             rulebook.Unknown,
		"registered-homes or called-in and called-in":       rulebook.True, // and binds more than or
		"(registered-homes or called-in) and called-in":     rulebook.False,
		"not registered-homes or registered-homes":          rulebook.True, // not binds most
		"not (registered-homes or registered-homes)":        rulebook.False,
		"no-representatives and (employees < 50 or cats<1)": rulebook.True,
	} {
		c, err := rulebook.ParseCondition(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		truth, missing := c.Of(f)
		if truth != want {
			t.Errorf("%s: got %d, want %d", text, truth, want)
		}
		if (truth == rulebook.Unknown) != slices.Equal(missing, []string{"cats"}) {
			t.Errorf("%s: %d with %q missing", text, truth, missing)
		}
	}
}

func TestConditionsNameWhatTheyAskFor(t *testing.T) {
	c, err := rulebook.ParseCondition("not b and (figure-2 < 50 or a) or figure-1 = 0 and b")
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Circumstances(); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("circumstances %q", got)
	}
	if got := c.Figures(); !slices.Equal(got, []string{"figure-1", "figure-2"}) {
		t.Errorf("figures %q", got)
	}
}

// TestWrongConditions holds that each error gives the column, what was expected and an example that is right.
func TestWrongConditions(t *testing.T) {
	for text, want := range map[string]string{
		"and":                    "column 1: expected a circumstance",
		"a and":                  "column 6: expected a circumstance",
		"a b":                    "column 3: expected “and”, “or” or the end",
		"(a":                     "column 3: expected “and”, “or” or “)”",
		"a)":                     "column 2: expected “and”, “or” or the end",
		"()":                     "column 2: expected a circumstance",
		"not":                    "column 4: expected a circumstance",
		"a <":                    "column 4: expected a number from 0 to 10000000",
		"a < b":                  "column 5: expected a number",
		"a < 10000001":           "column 5: expected a number",
		"a < 010":                "column 5: expected a number",
		"a < -1":                 "column 5: expected a number",
		"a < +1":                 "column 5: expected a number",
		"a == 1":                 "column 4: expected a number",
		"a => 1":                 "column 4: expected a number",
		"50 > a":                 "column 1: expected a circumstance",
		"A":                      "column 1: expected a circumstance",
		"a--b":                   "column 1: expected a circumstance",
		"-a":                     "column 1: expected a circumstance",
		"a_b":                    "column 1: expected a circumstance",
		"é and a":                "column 1: expected a circumstance",
		"a or é":                 "column 6: expected a circumstance",
		strings.Repeat("a", 201): "by column 201",
		" ":                      "column 2: expected a circumstance",
	} {
		_, err := rulebook.ParseCondition(text)
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Invalid || !strings.Contains(f.Problem, want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
			continue
		}
		_, example, _ := strings.Cut(f.Mend, "“")
		if _, err := rulebook.ParseCondition(strings.TrimSuffix(example, "”")); err != nil {
			t.Errorf("%q: the example %q is wrong: %v", text, example, err)
		}
	}
}

// condition draws a condition as people may write it.
func condition(depth int) *rapid.Generator[string] {
	name := rapid.SampledFrom([]string{"a", "b-2", "route-x"})
	leaf := rapid.OneOf(name, rapid.Custom(func(t *rapid.T) string {
		return name.Draw(t, "figure") + rapid.SampledFrom([]string{"<", " <=", "> ", " >= ", "="}).Draw(t, "sign") +
			rapid.StringMatching("[1-9][0-9]{0,3}|0").Draw(t, "number")
	}))
	if depth == 0 {
		return leaf
	}
	part := condition(depth - 1)
	return rapid.OneOf(leaf, rapid.Custom(func(t *rapid.T) string {
		x, y := part.Draw(t, "x"), part.Draw(t, "y")
		return rapid.SampledFrom([]string{x + " and " + y, x + " or " + y, "not (" + x + ")", "(" + x + ") and " + y,
			"not " + x + " or (" + y + ")"}).Draw(t, "joined")
	}))
}

// TestConditionsPrintThemselves holds that a printed condition parses to one that says the same of every fact.
func TestConditionsPrintThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := condition(2).Draw(t, "condition")
		c, err := rulebook.ParseCondition(text)
		if err != nil {
			if len(text) > 200 {
				return
			}
			t.Fatalf("%s: %v", text, err)
		}
		again, err := rulebook.ParseCondition(c.String())
		if err != nil || again.String() != c.String() {
			t.Fatalf("%s prints as %s, then as %s: %v", text, c, again, err)
		}
		f := rulebook.Facts{Circumstances: rapid.SliceOf(rapid.SampledFrom([]string{"a", "b-2", "route-x"})).Draw(t, "stated"),
			Figures: rapid.MapOf(rapid.SampledFrom([]string{"a", "b-2"}), rapid.IntRange(0, 3)).Draw(t, "figures")}
		x, _ := c.Of(f)
		if y, _ := again.Of(f); x != y {
			t.Fatalf("%s comes to %d, and printed as %s to %d", text, x, c, y)
		}
	})
}

// TestMoreFiguresDecideNothingElse holds that stating a figure turns Unknown into an answer and changes no answer.
func TestMoreFiguresDecideNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, err := rulebook.ParseCondition(condition(2).Draw(t, "condition"))
		if err != nil {
			return
		}
		less, _ := c.Of(rulebook.Facts{Figures: map[string]int{"a": 1}})
		all := rulebook.Facts{Figures: map[string]int{"a": 1, "b-2": rapid.IntRange(0, 2).Draw(t, "b"),
			"route-x": rapid.IntRange(0, 2).Draw(t, "x")}}
		more, missing := c.Of(all)
		if more == rulebook.Unknown || missing != nil || less != rulebook.Unknown && less != more {
			t.Fatalf("%s: %d with one figure, %d with all", c, less, more)
		}
	})
}

func FuzzParseCondition(f *testing.F) {
	for _, seed := range []string{"a", "not a and (b < 50 or c >= 1)", "((((a))))", "a <> 1", "not not not a", "a\tor\nb", "é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := rulebook.ParseCondition(text)
		if err != nil {
			var e *fault.Error
			if !errors.As(err, &e) || e.Kind != fault.Invalid || !strings.Contains(e.Problem, "column ") || e.Mend == "" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if again, err := rulebook.ParseCondition(c.String()); len(c.String()) <= 200 && (err != nil || again.String() != c.String()) {
			t.Fatalf("%q prints as %q: %v", text, c, err)
		}
	})
}
