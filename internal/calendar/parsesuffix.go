package calendar

// suffixes reads what may follow any date, once each, up to the end.
func (p *parser) suffixes(e *Expression) error {
	for p.next < len(p.tokens) {
		var err error
		switch word := p.peek(); {
		case word == "in" && e.jurisdiction == "":
			err = p.in(e)
		case word == "as" && e.known.IsZero():
			err = p.known(e)
		case word == "or" && e.roll == stay:
			err = p.roll(e)
		case word == "in" || word == "as" || word == "or":
			err = p.wrong(exampleKnown, "expected the end, since “%s …” stands there already", word)
		default:
			err = p.wrong(exampleKnown, "expected “in”, “as known on”, “or previous working day”, "+
				"“or next working day” or the end")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) in(e *Expression) (err error) {
	p.next++
	if e.jurisdiction, err = ParseJurisdiction(p.peek()); err != nil {
		return p.because(exampleIn, "a jurisdiction", err)
	}
	p.next++
	return nil
}

func (p *parser) known(e *Expression) (err error) {
	if err := p.expect(exampleKnown, "as", "known", "on"); err != nil {
		return err
	}
	if e.known, err = ParseDate(p.peek()); err != nil {
		return p.because(exampleKnown, "a date", err)
	}
	p.next++
	return nil
}

func (p *parser) roll(e *Expression) error {
	p.next++
	switch {
	case p.accept("previous"):
		e.roll = previous
	case p.accept("next"):
		e.roll = next
	default:
		return p.wrong(exampleRoll, "expected “previous” or “next”")
	}
	return p.expect(exampleRoll, "working", "day")
}
