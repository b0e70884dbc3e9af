package handover

// DatesMove gives the entry by which dates would move now; nil where all dates are as they should be.
func DatesMove(p *Programme, x Context) []Event { return moveDates(p, x, false) }

// UnmarshalSlowly reads an entry by JSON's general reader alone.
func UnmarshalSlowly(e *Entry, raw []byte) error { return e.unmarshal(raw) }

// InForm reports whether bytes have the form in which entries are written.
func InForm(raw []byte) bool { _, ok := openEnvelope(raw); return ok }
