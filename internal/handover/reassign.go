package handover

import (
	"slices"

	"example.org/handover/internal/fault"
)

// Reassign gives the duties of one person to another: all of them, or the roles that are named. Whoever takes over is
// known to the programme already, or is entered with an address of office.
type Reassign struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Email  string `json:"email,omitempty"`
	Roles  []Role `json:"roles,omitempty"`
	Reason string `json:"reason"`
}

// Name implements Command.
func (Reassign) Name() string { return "reassign" }

func (c Reassign) decide(p *Programme, x Context) ([]Event, error) {
	from, ok := p.Definition.Person(c.From)
	if !ok {
		return nil, fault.New(fault.NotFound, "the programme knows nobody of that id").At("", "/from").With(c.From).
			To("use the id of one of /people")
	}
	roles := c.Roles
	if len(roles) == 0 {
		roles = from.Roles
	}
	for _, r := range roles {
		if !from.Holds(r) {
			return nil, refuse("%s does not hold the role %s", c.From, r).At("", "/roles")
		}
	}
	d := p.Definition
	var err error
	d.People, err = c.people(d, from, roles)
	if err != nil {
		return nil, err
	}
	return Amend{d, c.Reason}.decide(p, x)
}

// people is the list with the roles moved. Who has none left is taken out: the ledger still knows their acts.
func (c Reassign) people(d Definition, from Person, roles []Role) ([]Person, error) {
	to, known := d.Person(c.To)
	if !known {
		if c.Email == "" {
			return nil, fault.New(fault.Invalid, "the programme does not know %s yet", c.To).At("", "/email").
				To("give an address of office")
		}
		to = Person{ID: c.To, Email: c.Email}
	}
	switch {
	case c.To == c.From:
		return nil, refuse("%s has these duties already", c.To).At("", "/to").With(c.To).To("name somebody else")
	case known && c.Email != "" && c.Email != to.Email:
		return nil, refuse("the programme knows %s by another address", c.To).At("", "/email").With(c.Email).
			To("leave the address out; `amend` changes it")
	}
	to.Roles = slices.Clone(to.Roles)
	for _, r := range roles {
		if !to.Holds(r) {
			to.Roles = append(to.Roles, r)
		}
	}
	var people []Person
	for _, person := range d.People {
		switch person.ID {
		case from.ID:
			left := slices.DeleteFunc(slices.Clone(from.Roles), func(r Role) bool { return slices.Contains(roles, r) })
			if len(left) == 0 {
				continue
			}
			person.Roles = left
		case to.ID:
			person = to
		}
		people = append(people, person)
	}
	if !known {
		people = append(people, to)
	}
	return people, nil
}
