//go:build oracle

package path_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"example.org/handover/internal/path"
)

// answered is a net with the earliest and latest days that another library gives its tasks.
type answered struct {
	Tasks []struct {
		ID        string `json:"id"`
		NotBefore int    `json:"notBefore"`
	} `json:"tasks"`
	Links            [][]json.RawMessage `json:"links"`
	End              string              `json:"end"`
	Earliest, Latest map[string]int
}

// net returns the tasks and links as Compute takes them.
func (a answered) net(t *testing.T) ([]path.Task, []path.Link) {
	t.Helper()
	var tasks []path.Task
	for _, task := range a.Tasks {
		tasks = append(tasks, path.Task{ID: task.ID, NotBefore: task.NotBefore, NotAfter: path.Open})
	}
	var links []path.Link
	for _, l := range a.Links {
		from, errFrom := strconv.Unquote(string(l[0]))
		to, errTo := strconv.Unquote(string(l[1]))
		days, err := strconv.Atoi(string(l[2]))
		if errFrom != nil || errTo != nil || err != nil {
			t.Fatal(l)
		}
		links = append(links, link(from, to, days))
	}
	return tasks, links
}

// TestOracle holds earliest and latest days to the longest paths that another library finds; `make oracle` asks it
// first.
func TestOracle(t *testing.T) {
	f, err := os.Open(filepath.Join(os.Getenv("HANDOVER_ORACLE"), "paths.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	nets, compared := 0, 0
	for in := json.NewDecoder(bufio.NewReader(f)); in.More(); nets++ {
		var a answered
		if err := in.Decode(&a); err != nil {
			t.Fatal(err)
		}
		tasks, links := a.net(t)
		s, err := path.Compute(tasks, links, a.End)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range s.Places {
			earliest, ok := a.Earliest[p.ID]
			if !ok {
				continue
			}
			if compared++; p.Earliest != earliest || p.Latest != a.Latest[p.ID] {
				t.Fatalf("net %d: %s lies from %d to %d; by longest paths from %d to %d", nets, p.ID, p.Earliest, p.Latest,
					earliest, a.Latest[p.ID])
			}
		}
	}
	if nets != 241 || compared < 2500 {
		t.Errorf("only %d tasks of %d nets were compared", compared, nets)
	}
}
