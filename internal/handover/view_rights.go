package handover

import "slices"

// Permits reports whether somebody with these roles may give the command. Owner is the role that owns what it is about:
// see OwnerOf.
func (s Spec) Permits(roles []Role, owner Role) bool {
	for _, r := range s.Roles {
		if r == Owner {
			r = owner
		}
		if r != "" && slices.Contains(roles, r) {
			return true
		}
	}
	return false
}

// OwnerOf returns the role that owns the check or obligation of an id; "" if there is none.
func (p *Programme) OwnerOf(id string) Role {
	if c := p.check(id); c != nil {
		return c.Owner
	}
	if o := p.obligation(id); o != nil {
		return o.Owner
	}
	return ""
}

// MayGive reports whether a person may meet a need as things stand: the person whom alone it waits for, or whoever has
// a role that gives its command.
func (p *Programme) MayGive(n Need, who Person) bool {
	spec, err := LookUp(n.Command)
	if err != nil || n.Person != "" && n.Person != who.ID {
		return false
	}
	return spec.Permits(who.Roles, n.Role)
}
