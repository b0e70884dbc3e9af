package calendar

// deemed reads "deemed service by METHOD sent POINT under PROFILE".
func (p *parser) deemed(e *Expression) error {
	e.mode = ModeDeemed
	if err := p.expect(exampleDeemed, "deemed", "service", "by"); err != nil {
		return err
	}
	methodAt := p.next
	method, err := ParseMethod(p.peek())
	if err != nil {
		return p.because(exampleDeemed, "a method of service", err)
	}
	e.method = method
	p.next++
	if err := p.expect(exampleDeemed, "sent"); err != nil {
		return err
	}
	if err := p.point(e, exampleDeemed, "a date or an anchor"); err != nil {
		return err
	}
	if err := p.expect(exampleDeemed, "under"); err != nil {
		return err
	}
	profile, err := LookUpProfile(p.peek())
	if err != nil {
		return p.because(exampleDeemed, "a service profile", err)
	}
	e.profile = profile.Name()
	p.next++
	if err := profile.refuses(method); err != nil {
		p.next = methodAt
		return p.because(exampleDeemed, "a method that "+profile.Name()+" allows", err)
	}
	return nil
}
