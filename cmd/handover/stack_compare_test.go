//go:build aws

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/handover"
)

// digests are those of the data directory by the stack's: reports are digested under a key of each place, and what is
// decided is digested over them.
type digests map[string]string

var (
	digest = regexp.MustCompile(`\b[0-9a-f]{64}\b`)
	// What is in another order has other numbers, and the API of a stack does not read the checkpoints that its clock keeps.
	unlike = regexp.MustCompile(`"seq": ?[0-9]+|(?m:^)[0-9]+,|(?m:^) *[0-9]+  | \([0-9]+\)|` +
		`checkpoints that agree: [0-9]+|"checkpoints": [0-9]+`)
)

// match holds two parts of a ledger to be the same, when, by whom and what, and notes which digest stands for which.
// Branches of the workflow run beside each other, so that entries of one instant have no order among themselves.
func (d digests) match(near, far []handover.Entry, p *handover.Programme) error {
	a, err := recorded(near, p.Rehearsal)
	b, err2 := recorded(far, p.Rehearsal)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	if diff := cmp.Diff(masked(a), masked(b)); diff != "" {
		return fmt.Errorf("(-data directory +stack)\n%s", diff)
	}
	for i := range a {
		theirs := digest.FindAllString(b[i], -1)
		for j, ours := range digest.FindAllString(a[i], -1) {
			d[theirs[j]] = ours
		}
	}
	return nil
}

// recorded gives entries the form in which they are compared. Live programmes keep the time of two machines.
func recorded(entries []handover.Entry, rehearsal bool) ([]string, error) {
	var all []string
	for _, e := range entries {
		data, err := json.Marshal(e.Event)
		if err != nil {
			return nil, err
		}
		line := fmt.Sprintf("%s %s %s", e.By, e.Event.Kind(), data)
		if rehearsal {
			line = e.At.UTC().Format(time.RFC3339) + " " + line
		}
		all = append(all, line)
	}
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(mask(a), mask(b)) })
	return all, nil
}

func mask(text string) string { return digest.ReplaceAllString(text, "…") }

func masked(all []string) []string {
	var out []string
	for _, text := range all {
		out = append(out, mask(text))
	}
	return out
}

// near turns digests of the stack into those of the data directory; what is none of them stays.
func (d digests) near(input []byte) []byte {
	return digest.ReplaceAllFunc(input, func(theirs []byte) []byte {
		if ours, ok := d[string(theirs)]; ok {
			return []byte(ours)
		}
		return theirs
	})
}

// far is the opposite of near.
func (d digests) far(input []byte) []byte {
	return digest.ReplaceAllFunc(input, func(ours []byte) []byte {
		for theirs, known := range d {
			if known == string(ours) {
				return []byte(theirs)
			}
		}
		return ours
	})
}

// plain implements anotherPlace. What a command leads to is said after it on the stack, as the ledger has it; lines have
// no order, nor have entries.
func (s *stage) plain(args []string, part int, text string) string {
	if part == 1 && lineOf(args).tells() {
		return ""
	}
	text = unlike.ReplaceAllString(mask(unplaced(strings.ReplaceAll(text, s.name, sampleName))), "")
	all := strings.Split(text, "\n")
	slices.Sort(all)
	return strings.Join(all, "\n")
}
