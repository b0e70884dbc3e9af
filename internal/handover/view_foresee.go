package handover

// Foreseen is what a command would lead to if it were given now: what would be recorded, which mails
// would go out, and what follows.
type Foreseen struct {
	Lines []Line
	Mails []Mail
	Next  []Coming // what the workflow does by itself after that
}

// Foresee decides a command and records nothing: p stays as it is. The error is the one that the command would get.
func (p *Programme) Foresee(c Command, x Context) (Foreseen, error) {
	entries, err := Decide(p.Clone(), c, x)
	if err != nil {
		return Foreseen{}, err
	}
	var f Foreseen
	then := p.Clone()
	for _, e := range entries {
		if err := then.Fold(e); err != nil {
			return Foreseen{}, err
		}
		if l, ok := e.Event.line(then); ok {
			l.At, l.Seq, l.By, l.Kind = e.At, e.Seq, e.By, e.Event.Kind()
			f.Lines = append(f.Lines, l)
		}
		for _, m := range Messages(then, e) {
			if m.Kind == SendMail {
				f.Mails = append(f.Mails, *m.Mail)
			}
		}
	}
	f.Next = then.coming(p, c)
	return f, nil
}
