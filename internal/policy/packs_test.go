package policy_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/rulebook"
	"example.org/handover/internal/rulebook/packfile"
)

// checkBook holds a rule book to what the domain knows. Whoever reads a pack's file is a lawyer, not a compiler: this is
// the compiler. What a single file shows, its package packfile holds when it reads one.
func checkBook(b rulebook.Book) []string {
	var bad []string
	complain := func(id, format string, args ...any) {
		bad = append(bad, b.Name+" "+id+": "+fmt.Sprintf(format, args...))
	}
	ids := map[string]bool{}
	for i, r := range b.Rules {
		twice := func(other rulebook.Rule) bool { return other.ID == r.ID && meet(other, r) }
		if slices.ContainsFunc(b.Rules[:i], twice) {
			complain(r.ID, "the id is used twice")
		}
		ids[r.ID] = true
		for _, problem := range checkRule(b, r) {
			complain(r.ID, "%s", problem)
		}
	}
	for _, c := range b.Checks {
		if ids[c.ID] {
			complain(c.ID, "the id is used twice")
		}
		ids[c.ID] = true
		for _, problem := range checkCheck(b, c) {
			complain(c.ID, "%s", problem)
		}
	}
	for _, name := range handover.Proofs() {
		if !slices.ContainsFunc(b.Checks, func(c rulebook.Check) bool { return c.Proof == name }) {
			complain(name, "the system proves this, but no check asks for it")
		}
	}
	return bad
}

// meet says whether some transfer falls to both of two variants.
func meet(a, b rulebook.Rule) bool {
	return (a.To == nil || b.From == nil || !a.To.Before(*b.From)) && (b.To == nil || a.From == nil || !b.To.Before(*a.From))
}

func checkRule(b rulebook.Book, r rulebook.Rule) []string {
	bad := checkOwner(r.Owner)
	switch {
	case r.Title == "" || r.IfMissed == "":
		bad = append(bad, "a rule has a title and says what follows if it is missed")
	case r.From != nil && r.To != nil && r.To.Before(*r.From):
		bad = append(bad, "it ends before it begins")
	}
	if !slices.Contains(handover.Stages(), handover.Stage(r.Stage)) {
		bad = append(bad, "unknown stage "+r.Stage)
	}
	if !slices.Contains([]string{"statute", "guidance", "contract", "assumption"}, r.Source.Kind) || len(r.Source.Cite) < 10 {
		bad = append(bad, fmt.Sprintf("a rule cites its source, got %+v", r.Source))
	}
	if !slices.Contains([]string{"", "window", "dataset", "review"}, r.Each) {
		bad = append(bad, "unknown items "+r.Each)
	}
	if strings.Contains(r.Due+r.MetBy, "{item}") && r.Each == "" {
		bad = append(bad, "it names an item but is not for each")
	}
	if r.Due == "" { // a note
		return bad
	}
	return append(append(bad, checkDue(r.Due, r.Each)...), checkMetBy(b, r)...)
}

// checkMetBy holds that what closes a rule's obligations is there: a gate of the machine, a check of the book, or a
// person's report.
func checkMetBy(b rulebook.Book, r rulebook.Rule) []string {
	kind, what, _ := strings.Cut(r.MetBy, ":")
	switch kind {
	case "report":
		return nil
	case "gate":
		state, item, perItem := strings.Cut(what, "/")
		if !slices.Contains(handover.GateStates(), state) || perItem && item != "{item}" {
			return []string{"no gate " + what}
		}
	case "check":
		i := slices.IndexFunc(b.Checks, func(c rulebook.Check) bool { return c.ID == what })
		if i < 0 || b.Checks[i].Rule != r.ID {
			return []string{"check " + what + " does not name this rule"}
		}
	default:
		return []string{"unknown metBy " + r.MetBy}
	}
	return nil
}

func checkCheck(b rulebook.Book, c rulebook.Check) []string {
	bad := checkOwner(c.Owner)
	if c.Title == "" || c.Evidence == "" {
		bad = append(bad, "a check has a title and says what proves it")
	}
	if !slices.Contains([]string{"blocking", "conditional", "advisory"}, c.Weight) || (c.Weight == "conditional") != (c.When != "") {
		bad = append(bad, fmt.Sprintf("weight %s with circumstance %q", c.Weight, c.When))
	}
	phases := []handover.Phase{handover.DecisionPhase, handover.FinalPhase, handover.AtTransferPhase, handover.DayOnePhase}
	if !slices.Contains(phases, handover.Phase(c.Phase)) {
		bad = append(bad, "unknown phase "+c.Phase)
	}
	if c.Phase == string(handover.AtTransferPhase) && c.Proof == "" {
		bad = append(bad, "nobody is there at the instant of transfer: only what the system proves can be checked then")
	}
	if c.Proof != "" && !slices.Contains(handover.Proofs(), c.Proof) {
		bad = append(bad, "unknown proof "+c.Proof)
	}
	if c.Rule == "" {
		return append(bad, checkDue(c.Due, "")...)
	}
	if !slices.ContainsFunc(b.Rules, func(r rulebook.Rule) bool { return r.ID == c.Rule && r.MetBy == "check:"+c.ID }) {
		bad = append(bad, "rule "+c.Rule+" is not met by this check")
	}
	if c.Due != "" {
		bad = append(bad, "it is due when its rule is: leave due out")
	}
	return bad
}

// checkOwner holds owners to the form of roles: the definition says who holds them.
func checkOwner(owner string) []string {
	if handover.Role(owner) == handover.System || owner == "" || strings.ToLower(owner) != owner ||
		strings.ContainsAny(owner, " _") {
		return []string{fmt.Sprintf("owner %q is no role", owner)}
	}
	return nil
}

// checkDue parses a date and holds its anchors to the names that a programme gives.
func checkDue(due, each string) []string {
	e, err := calendar.Parse(strings.ReplaceAll(due, "{item}", "x"))
	if err != nil {
		return []string{err.Error()}
	}
	var bad []string
	for _, name := range e.Anchors() {
		if !slices.Contains(anchorsOf(each), name) && !strings.HasPrefix(name, "stated.") {
			bad = append(bad, "due counts from "+name+", which no programme has")
		}
	}
	return bad
}

// anchorsOf lists the named dates of a programme that a rule may count from, with x for the item.
func anchorsOf(each string) []string {
	names := []string{
		"transfer", "start", "decision.made", "decision.published", "decision.implementable", "notice.planned", "notice.deemed",
		"notice.ends", "migration.first-run",
	}
	return append(names, map[string][]string{
		"window": {"window.x.opens", "window.x.closes"}, "dataset": {"dataset.x.first-run", "dataset.x.last-run"},
		"review": {"review.x.due"},
	}[each]...)
}

func open(t *testing.T, pack string) rulebook.Book {
	t.Helper()
	b, err := rulebook.Open(pack)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPacksAreConsistent(t *testing.T) {
	for _, name := range rulebook.Names() {
		report(t, checkBook(open(t, name)))
	}
	if n := len(open(t, "children-services").Checks); n != 46 {
		t.Errorf("the checklist of children's services has %d checks, want 46", n)
	}
}

func TestPackRulesAreHeld(t *testing.T) {
	from, to := calendar.MustDate("2022-02-01"), calendar.MustDate("2022-01-01")
	rule := func(change func(*rulebook.Rule)) func(*rulebook.Book) {
		return func(b *rulebook.Book) { change(&b.Rules[0]) }
	}
	check := func(id string, change func(*rulebook.Check)) func(*rulebook.Book) {
		return func(b *rulebook.Book) {
			change(&b.Checks[slices.IndexFunc(b.Checks, func(c rulebook.Check) bool { return c.ID == id })])
		}
	}
	for want, breaks := range map[string]func(*rulebook.Book){
		"used twice":                  func(b *rulebook.Book) { b.Rules = append(b.Rules, b.Rules[0]) },
		"says what follows":           rule(func(r *rulebook.Rule) { r.IfMissed = "" }),
		"ends before it begins":       rule(func(r *rulebook.Rule) { r.From, r.To = &from, &to }),
		"unknown stage":               rule(func(r *rulebook.Rule) { r.Stage = "party" }),
		"cites its source":            rule(func(r *rulebook.Rule) { r.Source.Cite = "law" }),
		"unknown items":               rule(func(r *rulebook.Rule) { r.Each = "letter" }),
		"not for each":                rule(func(r *rulebook.Rule) { r.Due = "window.{item}.opens" }),
		"no gate Nowhere":             rule(func(r *rulebook.Rule) { r.MetBy = "gate:Nowhere" }),
		"unknown metBy":               rule(func(r *rulebook.Rule) { r.MetBy = "luck" }),
		"does not name this rule":     rule(func(r *rulebook.Rule) { r.MetBy = "check:PEO-1" }),
		"which no programme has":      rule(func(r *rulebook.Rule) { r.Due = "5 days after christmas" }),
		`owner "Legal Lead"`:          rule(func(r *rulebook.Rule) { r.Owner = "Legal Lead" }),
		"what proves it":              check("PEO-1", func(c *rulebook.Check) { c.Evidence = "" }),
		"weight conditional":          check("PEO-1", func(c *rulebook.Check) { c.Weight = "conditional" }),
		"unknown phase":               check("PEO-1", func(c *rulebook.Check) { c.Phase = "later" }),
		"nobody is there":             check("PEO-3", func(c *rulebook.Check) { c.Proof = "" }),
		"unknown proof":               check("PEO-3", func(c *rulebook.Check) { c.Proof = "hearsay" }),
		"is not met by this check":    check("PEO-1", func(c *rulebook.Check) { c.Rule = "T-07" }),
		"leave due out":               check("PEO-1", func(c *rulebook.Check) { c.Due = "transfer" }),
		"no check asks for it":        check("PEO-3", func(c *rulebook.Check) { c.Proof = "" }),
		"rule T-99 is not met":        check("PEO-1", func(c *rulebook.Check) { c.Rule = "T-99" }),
		"england-council-core D-02: ": rule(func(r *rulebook.Rule) { r.Due = "soon" }),
	} {
		t.Run(want, func(t *testing.T) {
			b := open(t, "england-council-core")
			i := slices.IndexFunc(b.Rules, func(r rulebook.Rule) bool { return r.ID == "D-02" })
			b.Rules[0], b.Rules[i] = b.Rules[i], b.Rules[0]
			breaks(&b)
			wantComplaint(t, checkBook(b), want)
		})
	}
}

// TestPacksKnowWhatTheDomainHas holds the lists of internal/rulebook, which lies below the domain, to the domain's.
func TestPacksKnowWhatTheDomainHas(t *testing.T) {
	read := func(rule, check string) error {
		_, err := packfile.Read("x.json", strings.NewReader(`{"pack":"x","version":"1","title":"x","rules":[{"id":"X-1",`+
			`"stage":"notice","title":"x","owner":"x","blocking":true,"ifMissed":"x","source":{"kind":"contract","cite":"Clause 12.1"}`+
			rule+`}],"checks":[{"id":"X-2","title":"x","evidence":"x","owner":"x","weight":"blocking","phase":"decision",`+
			`"due":"transfer"`+check+`}]}`))
		return err
	}
	for _, state := range handover.GateStates() {
		ways := 0
		for _, each := range []string{"", "window", "dataset", "review"} {
			rule := `,"due":"transfer","metBy":"gate:` + state
			if each != "" {
				rule += `/{item}","each":"` + each
			}
			if read(rule+`"`, "") == nil {
				ways++
			}
		}
		if want := map[bool]int{true: 0, false: 1}[state == "Intervene"]; ways != want {
			t.Errorf("a rule may be met by gate %s in %d ways, want %d", state, ways, want)
		}
	}
	for _, proof := range handover.Proofs() {
		if err := read("", `,"proof":"`+proof+`"`); err != nil {
			t.Errorf("%v", err)
		}
	}
	if err := read(`,"due":"transfer","metBy":"gate:Nowhere"`, `,"proof":"hearsay"`); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a gate and a proof that are not there: %v", err)
	}
}

// TestRulesCountFromDatesThatProgrammesHave plans a programme by a rule for each date that packs may count from.
func TestRulesCountFromDatesThatProgrammesHave(t *testing.T) {
	file, err := os.Open(root + "/events/programmes/doncaster.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	d, err := intake.Definition("doncaster.json", file)
	if err != nil {
		t.Fatal(err)
	}
	planned := 0
	for _, each := range []string{"", "window", "dataset", "review"} {
		for _, name := range append(anchorsOf(each), "stated.statutory-returns") {
			due := strings.ReplaceAll(name, ".x.", ".{item}.")
			book := rulebook.Book{Rules: []rulebook.Rule{{ID: "X-1", Stage: "notice", Due: due, MetBy: "report", Each: each}}}
			view, err := handover.PreviewOf(d, handover.Rules{Table: calendar.Published(), Book: book}, calendar.Date{})
			if err != nil {
				t.Errorf("%s: %v", due, err)
			}
			planned += len(view.Obligations)
		}
	}
	if planned < 50 { // 10 dates of the programme, and of 2 windows, 2 datasets and 4 reviews each these and its own
		t.Errorf("%d obligations planned", planned)
	}
}
