package calendar

// deemed reads "deemed service by METHOD sent POINT [and METHOD sent POINT]… under PROFILE".
func (p *parser) deemed(e *Expression) error {
	e.mode = ModeDeemed
	if err := p.expect(exampleDeemed, "deemed", "service", "by"); err != nil {
		return err
	}
	var methodsAt []int
	for more := true; more; more = p.accept("and") {
		methodsAt = append(methodsAt, p.next)
		if err := p.way(e); err != nil {
			return err
		}
	}
	if !p.accept("under") {
		return p.wrong(exampleDeemed, "expected “under” or “and”")
	}
	profile, err := LookUpProfile(p.peek())
	if err != nil {
		return p.because(exampleDeemed, "a service profile", err)
	}
	e.profile = profile.Name()
	p.next++
	for i, w := range e.ways {
		if err := profile.refuses(w.method); err != nil {
			p.next = methodsAt[i]
			return p.because(exampleDeemed, "a method that "+profile.Name()+" allows", err)
		}
	}
	return nil
}

// way reads "METHOD sent POINT".
func (p *parser) way(e *Expression) error {
	example := exampleDeemed
	if len(e.ways) > 0 {
		example = exampleWays
	}
	method, err := ParseMethod(p.peek())
	if err != nil {
		return p.because(example, "a method of service", err)
	}
	p.next++
	if err := p.expect(example, "sent"); err != nil {
		return err
	}
	sent, err := p.point(example, "a date or an anchor")
	e.ways = append(e.ways, way{method, sent})
	return err
}
