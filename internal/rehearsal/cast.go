package rehearsal

import (
	"context"
	"encoding/json"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// castFor picks who meets a need: the one person who can, or the first holder of the role who did not submit what is
// to be judged.
func (y *Play) castFor(p *handover.Programme, n handover.Need) (string, bool) {
	if n.Person != "" {
		return n.Person, true
	}
	for _, person := range p.Definition.Holders(n.Role) {
		if n.Command == "accept-check" && person.ID == submitter(p, n.Subject) {
			continue
		}
		return person.ID, true
	}
	return "", false
}

func submitter(p *handover.Programme, check string) string {
	for _, c := range p.Checks {
		if c.ID == check {
			return c.Submitter
		}
	}
	return ""
}

// input completes the input of a need with what a person would add: a reference, an hour, a vote.
func (y *Play) input(n handover.Need, at time.Time) []byte {
	in := map[string]any{}
	for k, v := range n.Input {
		in[k] = v
	}
	reference := "REHEARSAL/" + n.Subject
	switch n.Command {
	case "record-service":
		in["sent"], in["reference"] = y.Definition.Local(at), reference
	case "record-review", "report-obligation":
		in["reference"] = reference
	case "answer-representation":
		in["reply"] = reference
	case "submit-evidence":
		in["evidence"] = reference
	case "vote":
		in["outcome"] = handover.Go
	}
	raw, err := json.Marshal(in)
	if err != nil {
		panic("rehearsal: needs always marshal: " + err.Error())
	}
	return raw
}

// attach puts the extracts of an act into the file store and their references into its input. Whoever hands in extracts
// without naming them hands in those of the definition.
func (y *Play) attach(ctx context.Context, p *handover.Programme, act Act) ([]byte, error) {
	files := act.Files
	if files == nil && act.Do == "receive-extract" {
		var in struct{ Dataset string }
		if err := json.Unmarshal(act.Input, &in); err != nil {
			return nil, err
		}
		files = y.sample(in.Dataset)
		if files == nil {
			return nil, fault.New(fault.Invalid, "dataset %s names no extracts for a rehearsal", in.Dataset).At("", "/datasets").
				To("add /rehearsal with source and target to it, or let a script hand in files")
		}
	}
	input := act.Input
	if act.Do == "vote" {
		input = overCurrentDigest(p, input)
	}
	if len(files) == 0 {
		return input, nil
	}
	in := map[string]any{}
	if err := json.Unmarshal(input, &in); err != nil {
		return nil, err
	}
	for field, name := range files {
		content, err := y.Read(name)
		if err != nil {
			return nil, err
		}
		if in[field], err = y.Theatre.Keep(ctx, handover.ExtractName(p.Definition.Programme, name, content), content); err != nil {
			return nil, err
		}
	}
	return json.Marshal(in)
}

// overCurrentDigest lets a scripted vote be over whatever evidence is up, since nobody can write its digest beforehand.
func overCurrentDigest(p *handover.Programme, input []byte) []byte {
	in := map[string]any{}
	if json.Unmarshal(input, &in) != nil || in["digest"] != nil {
		return input
	}
	in["digest"] = p.Decision.Digest
	if in["phase"] == string(handover.FinalPhase) {
		in["digest"] = p.Final.Digest
	}
	raw, err := json.Marshal(in)
	if err != nil {
		return input
	}
	return raw
}

func (y *Play) sample(dataset string) map[string]string {
	for _, d := range y.Definition.Datasets {
		if d.ID == dataset && d.Rehearsal != nil {
			return map[string]string{"source": d.Rehearsal.Source, "target": d.Rehearsal.Target}
		}
	}
	return nil
}
