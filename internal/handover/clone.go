package handover

import (
	"maps"
	"slices"
)

// Clone returns a state that can be changed without changing p. The definition is shared: nothing ever changes it.
func (p *Programme) Clone() *Programme {
	c := *p
	c.Dates, c.Triggered, c.Gates = maps.Clone(p.Dates), maps.Clone(p.Triggered), maps.Clone(p.Gates)
	c.Checks, c.Reviews, c.Held = slices.Clone(p.Checks), slices.Clone(p.Reviews), slices.Clone(p.Held)
	c.Notice.Letters, c.Notice.Services = slices.Clone(p.Notice.Letters), slices.Clone(p.Notice.Services)
	c.Decision.Votes, c.Final.Votes = slices.Clone(p.Decision.Votes), slices.Clone(p.Final.Votes)
	c.Pauses, c.Corrected, c.ActsMended = slices.Clone(p.Pauses), maps.Clone(p.Corrected), maps.Clone(p.ActsMended)
	c.Standing = maps.Clone(p.Standing)
	c.Obligations = slices.Clone(p.Obligations)
	for i := range c.Obligations {
		c.Obligations[i].Raised = slices.Clone(c.Obligations[i].Raised)
	}
	c.Windows = slices.Clone(p.Windows)
	for i := range c.Windows {
		w := &c.Windows[i]
		w.Letters, w.Representations = slices.Clone(w.Letters), slices.Clone(w.Representations)
	}
	c.Datasets = slices.Clone(p.Datasets)
	for i := range c.Datasets {
		if last := c.Datasets[i].Last; last != nil {
			run := *last
			c.Datasets[i].Last = &run
		}
	}
	return &c
}
