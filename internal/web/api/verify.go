package api

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

// verify computes everything anew from the raw entries and holds it against what is stored.
func (s *Service) verify(ctx context.Context, programme string) (Verification, error) {
	report, err := office.Verify(ctx, s.Office.Store, programme, nil)
	if err != nil {
		return Verification{}, err
	}
	return VerificationOf(report), nil
}

// VerificationOf gives a report on a ledger its form for programs and pages.
func VerificationOf(r ledger.Report) Verification {
	v := Verification{Programme: r.Programme, Entries: r.Entries, Intact: len(r.Problems) == 0, Root: r.Root.String(),
		Checkpoints: r.Checkpoints, Problems: []Flaw{}, Notes: r.Notes,
		Findings: []string{}, Checked: []string{"the entries are numbered from 1 without gaps and read as they were written",
			"their digests make up the root that the store keeps for all of them together",
			"played again from the first, they lead to where the store says the programme stands",
			"every gate that passed and every message has the entry that caused it, and none is missing"}}
	if r.Checkpoints > 0 {
		v.Checked = append(v.Checked, fmt.Sprintf("%d signed checkpoints agree", r.Checkpoints))
	}
	for _, p := range r.Problems {
		v.Problems = append(v.Problems, Flaw(p))
		where := ""
		if p.Entry > 0 {
			where = fmt.Sprintf("entry %d: ", p.Entry)
		}
		v.Findings = append(v.Findings, where+p.What)
	}
	return v
}

// Report gives a verification the form in which the ledger has it. fault.Invalid if its root is none.
func (v Verification) Report() (ledger.Report, error) {
	root, err := tlog.ParseHash(v.Root)
	if err != nil {
		return ledger.Report{}, fault.Wrap(fault.Invalid, err, "this is no root of a tree").At("", "root").With(v.Root)
	}
	r := ledger.Report{Programme: v.Programme, Entries: v.Entries, Root: root, Checkpoints: v.Checkpoints,
		Problems: []ledger.Problem{}, Notes: v.Notes}
	for _, p := range v.Problems {
		r.Problems = append(r.Problems, ledger.Problem(p))
	}
	return r, nil
}

func sortDeadlines(all []DatedDuty) {
	slices.SortStableFunc(all, func(a, b DatedDuty) int {
		return cmp.Or(a.Due.Compare(b.Due), strings.Compare(a.ID,
			b.ID))
	})
}
