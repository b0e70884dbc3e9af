package path_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/path"
)

// open is a task that nothing but its links bounds.
func open(id string) path.Task { return path.Task{ID: id, NotAfter: path.Open} }

func link(from, to string, days int) path.Link {
	return path.Link{From: from, To: to, Lag: path.Days(days)}
}

// house is built by hand: walls 10 days after the ground, roof 4 after the walls, garden 3 after the ground; the keys are
// handed over 1 day after the roof and the garden, on day 20.
func house() ([]path.Task, []path.Link) {
	tasks := []path.Task{open("ground"), open("walls"), open("garden"), open("roof"), {ID: "keys", NotAfter: 20}, open("flag")}
	return tasks, []path.Link{
		link("ground", "walls", 10), link("walls", "roof", 4), link("ground", "garden", 3),
		link("roof", "keys", 1), link("garden", "keys", 1), link("roof", "flag", 0),
	}
}

func TestHouse(t *testing.T) {
	tasks, links := house()
	got, err := path.Compute(tasks, links, "keys")
	if err != nil {
		t.Fatal(err)
	}
	want := path.Schedule{
		Places: []path.Place{
			{ID: "ground", Earliest: 0, Latest: 5},
			{ID: "walls", Earliest: 10, Latest: 15, Driver: "ground"},
			{ID: "garden", Earliest: 3, Latest: 19, Driver: "ground"},
			{ID: "roof", Earliest: 14, Latest: 19, Driver: "walls"},
			{ID: "keys", Earliest: 15, Latest: 20, Driver: "roof"},
			{ID: "flag", Earliest: 14, Latest: path.Open, Driver: "roof"},
		},
		Chain: []string{"ground", "walls", "roof", "keys"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the house (-want +got):\n%s", diff)
	}
}

func TestOwnDaysDecideToo(t *testing.T) {
	tasks, links := house()
	tasks[2].NotBefore, tasks[1].NotAfter = 17, 12 // the garden is late, the masons leave early
	tasks[4].NotAfter = path.Open                  // and the keys have no day of their own
	got, err := path.Compute(tasks, links, "keys")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"garden", "keys"}, got.Chain); diff != "" {
		t.Errorf("the chain (-want +got):\n%s", diff)
	}
	latest := map[string]int{}
	for _, p := range got.Places {
		latest[p.ID] = p.Latest
	}
	want := map[string]int{"ground": 2, "walls": 12, "garden": 17, "roof": 17, "keys": 18, "flag": path.Open}
	if diff := cmp.Diff(want, latest); diff != "" {
		t.Errorf("the latest days (-want +got):\n%s", diff)
	}
}

func TestOfDriversTheNearestIsNamed(t *testing.T) {
	got, err := path.Compute([]path.Task{open("a"), open("b"), open("end")},
		[]path.Link{link("a", "end", 5), link("a", "b", 2), link("b", "end", 3)}, "end")
	if err != nil || !slices.Equal(got.Chain, []string{"a", "b", "end"}) {
		t.Errorf("the chain is %v, %v", got.Chain, err)
	}
}

func TestComputeRefuses(t *testing.T) {
	for want, c := range map[string]struct {
		tasks []path.Task
		links []path.Link
	}{
		`this id is used twice (got "a")`:         {tasks: []path.Task{open("a"), open("end"), open("a")}},
		`there is no task of that id (got "b")`:   {tasks: []path.Task{open("end")}, links: []path.Link{link("end", "b", 1)}},
		`there is no task of that id (got "c")`:   {tasks: []path.Task{open("end")}, links: []path.Link{link("c", "end", 1)}},
		`there is no task of that id (got "end")`: {tasks: []path.Task{open("a")}},
		`the links lead in a circle (got "b → c → b")`: {
			tasks: []path.Task{open("a"), open("b"), open("c"), open("end")},
			links: []path.Link{link("a", "b", 1), link("b", "c", 0), link("c", "b", 1), link("c", "end", 1)},
		},
		`the links lead in a circle (got "end → end")`: {
			tasks: []path.Task{open("end")}, links: []path.Link{link("end", "end", 1)},
		},
	} {
		_, err := path.Compute(c.tasks, c.links, "end")
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// anyNet draws a net without circles: links lead from lower to higher numbers, and the tasks stand in any order.
func anyNet(t *rapid.T) ([]path.Task, []path.Link) {
	n := rapid.IntRange(1, 9).Draw(t, "tasks")
	var tasks []path.Task
	for i := range n {
		tasks = append(tasks, path.Task{ID: fmt.Sprint(i), NotBefore: rapid.IntRange(-5, 15).Draw(t, "not before"),
			NotAfter: rapid.SampledFrom([]int{path.Open, path.Open, 20, 40}).Draw(t, "not after")})
	}
	var links []path.Link
	for range rapid.IntRange(0, 20).Draw(t, "links") {
		from, to := rapid.IntRange(0, n-1).Draw(t, "from"), rapid.IntRange(0, n-1).Draw(t, "to")
		if from < to {
			links = append(links, link(fmt.Sprint(from), fmt.Sprint(to), rapid.IntRange(0, 9).Draw(t, "days")))
		}
	}
	return rapid.Permutation(tasks).Draw(t, "order"), links
}

// byEveryPath finds what Compute should by walking every path there is.
func byEveryPath(tasks []path.Task, links []path.Link, end string) map[string][2]int {
	byID := map[string]path.Task{}
	for _, task := range tasks {
		byID[task.ID] = task
	}
	var earliest, latest func(id string) int
	earliest = func(id string) int {
		day := byID[id].NotBefore
		for _, l := range links {
			if l.To == id {
				day = max(day, earliest(l.From)+int(l.Lag.(path.Days)))
			}
		}
		return day
	}
	latest = func(id string) int {
		day := byID[id].NotAfter
		if id == end && day == path.Open {
			day = earliest(id)
		}
		for _, l := range links {
			if l.From == id && latest(l.To) != path.Open {
				day = min(day, latest(l.To)-int(l.Lag.(path.Days)))
			}
		}
		return day
	}
	found := map[string][2]int{}
	for id := range byID {
		found[id] = [2]int{earliest(id), latest(id)}
	}
	return found
}

func TestEveryPathGivesTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tasks, links := anyNet(t)
		end := tasks[0].ID
		s, err := path.Compute(tasks, links, end)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string][2]int{}
		for _, p := range s.Places {
			got[p.ID] = [2]int{p.Earliest, p.Latest}
		}
		if diff := cmp.Diff(byEveryPath(tasks, links, end), got); diff != "" {
			t.Fatalf("earliest and latest days (-walked +computed):\n%s", diff)
		}
	})
}

func TestTheChainAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tasks, links := anyNet(t)
		end := tasks[0].ID
		s, err := path.Compute(tasks, links, end)
		if err != nil || s.Chain[len(s.Chain)-1] != end {
			t.Fatal(s.Chain, err)
		}
		first := slices.IndexFunc(tasks, func(task path.Task) bool { return task.ID == s.Chain[0] })
		day := tasks[first].NotBefore
		for i, id := range s.Chain[1:] {
			longest := math.MinInt
			for _, l := range links {
				if l.From == s.Chain[i] && l.To == id {
					longest = max(longest, int(l.Lag.(path.Days)))
				}
			}
			day += longest
		}
		if at := slices.IndexFunc(s.Places, func(p path.Place) bool { return p.ID == end }); s.Places[at].Earliest != day {
			t.Fatalf("the chain %v ends on day %d, the end is on %d", s.Chain, day, s.Places[at].Earliest)
		}
	})
}

func BenchmarkTenThousandLinkedTasks(b *testing.B) {
	const n = 10_000
	tasks, links := make([]path.Task, n), make([]path.Link, 0, 3*n)
	for i := range tasks {
		tasks[i] = path.Task{ID: fmt.Sprint("task-", i), NotBefore: i % 7, NotAfter: path.Open}
		for _, step := range []int{1, 17, 230} {
			if i+step < n {
				links = append(links, path.Link{From: fmt.Sprint("task-", i), To: fmt.Sprint("task-", i+step), Lag: path.Days(step % 5)})
			}
		}
	}
	end := tasks[n-1].ID
	b.ReportAllocs()
	for b.Loop() {
		if _, err := path.Compute(tasks, links, end); err != nil {
			b.Fatal(err)
		}
	}
}
