package path

import (
	"cmp"
	"slices"
	"strings"

	"example.org/handover/internal/fault"
)

// net is the tasks with their links as numbers.
type net struct {
	tasks  []Task
	links  []Link
	index  map[string]int
	ends   [][2]int // of each link
	after  [][]int  // links that leave a task
	before [][]int  // links that lead to a task
}

// grouped returns for each task the links that have it at one end (0: from, 1: to). All lists share one array, since a
// net of many tasks would otherwise allocate more than it computes.
func (n *net) grouped(end int) [][]int {
	starts := make([]int, len(n.tasks)+1)
	for _, e := range n.ends {
		starts[e[end]+1]++
	}
	lists, shared := make([][]int, len(n.tasks)), make([]int, len(n.ends))
	for i := range lists {
		starts[i+1] += starts[i]
		lists[i] = shared[starts[i]:starts[i]:starts[i+1]]
	}
	for l, e := range n.ends {
		lists[e[end]] = append(lists[e[end]], l)
	}
	return lists
}

func newNet(tasks []Task, links []Link) (*net, error) {
	n := &net{tasks: tasks, links: links, index: make(map[string]int, len(tasks)), ends: make([][2]int, len(links))}
	for i, t := range tasks {
		if _, twice := n.index[t.ID]; twice {
			return nil, fault.New(fault.Invalid, "this id is used twice").With(t.ID).To("give each task its own id")
		}
		n.index[t.ID] = i
	}
	for i, l := range links {
		from, ok := n.index[l.From]
		if !ok {
			return nil, unknown(l.From)
		}
		to, ok := n.index[l.To]
		if !ok {
			return nil, unknown(l.To)
		}
		n.ends[i] = [2]int{from, to}
	}
	n.after, n.before = n.grouped(0), n.grouped(1)
	return n, nil
}

func unknown(id string) error {
	return fault.New(fault.Invalid, "there is no task of that id").With(id).To("link only what is in the list of tasks")
}

// order returns the tasks so that none stands before what it follows.
func (n *net) order() ([]int, error) {
	waits := make([]int, len(n.tasks))
	order := make([]int, 0, len(n.tasks))
	for i := range n.tasks {
		if waits[i] = len(n.before[i]); waits[i] == 0 {
			order = append(order, i)
		}
	}
	for next := 0; next < len(order); next++ {
		for _, l := range n.after[order[next]] {
			to := n.ends[l][1]
			if waits[to]--; waits[to] == 0 {
				order = append(order, to)
			}
		}
	}
	if len(order) < len(n.tasks) {
		return nil, n.circle(waits)
	}
	return order, nil
}

// circle names the tasks of a circle, found by walking back among those that wait for ever.
func (n *net) circle(waits []int) error {
	at := slices.IndexFunc(waits, func(w int) bool { return w > 0 })
	var walked []int
	for !slices.Contains(walked, at) {
		walked = append(walked, at)
		l := slices.IndexFunc(n.before[at], func(l int) bool { return waits[n.ends[l][0]] > 0 })
		at = n.ends[n.before[at][l]][0]
	}
	names := []string{n.tasks[at].ID}
	for _, i := range slices.Backward(walked[slices.Index(walked, at):]) {
		names = append(names, n.tasks[i].ID)
	}
	return fault.New(fault.Invalid, "the links lead in a circle").With(strings.Join(names, " → ")).To("remove one of them")
}

// forward finds the earliest days. Where several tasks decide one, the nearest is the driver: the latest of them, then the
// one with most tasks before it, then the first.
func (n *net) forward(order []int, places []Place) {
	depth := make([]int, len(order))
	for _, i := range order {
		p := Place{ID: n.tasks[i].ID, Earliest: n.tasks[i].NotBefore, Latest: Open}
		driver := -1
		for _, l := range n.before[i] {
			from := n.ends[l][0]
			depth[i] = max(depth[i], depth[from]+1)
			day := n.links[l].Lag.Forward(places[from].Earliest)
			if day > p.Earliest || day == p.Earliest && (driver < 0 ||
				cmp.Or(cmp.Compare(places[from].Earliest, places[driver].Earliest), cmp.Compare(depth[from], depth[driver])) > 0) {
				p.Earliest, driver = day, from
			}
		}
		if driver >= 0 {
			p.Driver = places[driver].ID
		}
		places[i] = p
	}
}

// back finds the latest days.
func (n *net) back(order []int, places []Place, end int) {
	for _, i := range slices.Backward(order) {
		latest := n.tasks[i].NotAfter
		if i == end && latest == Open {
			latest = places[i].Earliest
		}
		for _, l := range n.after[i] {
			if to := places[n.ends[l][1]]; to.Latest != Open {
				latest = min(latest, n.links[l].Lag.Back(to.Latest))
			}
		}
		places[i].Latest = latest
	}
}

func (n *net) chain(places []Place, end int) []string {
	chain := []string{places[end].ID}
	for places[end].Driver != "" {
		end = n.index[places[end].Driver]
		chain = append(chain, places[end].ID)
	}
	slices.Reverse(chain)
	return chain
}
