package handover

// UnmarshalSlowly reads an entry by JSON's general reader alone.
func UnmarshalSlowly(e *Entry, raw []byte) error { return e.unmarshal(raw) }

// InForm reports whether bytes have the form in which entries are written.
func InForm(raw []byte) bool { _, ok := openEnvelope(raw); return ok }
