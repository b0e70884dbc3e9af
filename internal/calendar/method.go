package calendar

import (
	"slices"
	"strings"

	"example.org/handover/internal/fault"
)

// Method is a way to serve a notice.
type Method string

// The methods. For methods that a profile deems served on delivery, the time of sending is the time of delivery.
const (
	Hand             Method = "hand"
	FirstClassPost   Method = "first-class-post"
	RecordedDelivery Method = "recorded-delivery"
	DX               Method = "dx" // document exchange
	Email            Method = "email"
	Fax              Method = "fax"
)

// words returns the method as it stands in a sentence, "first class post".
func (m Method) words() string { return strings.ReplaceAll(string(m), "-", " ") }

// Methods lists every method.
func Methods() []Method { return []Method{Hand, FirstClassPost, RecordedDelivery, DX, Email, Fax} }

// ParseMethod reads a method's name; any other text is fault.Invalid.
func ParseMethod(s string) (Method, error) {
	if !slices.Contains(Methods(), Method(s)) {
		return "", fault.New(fault.Invalid, "not a method of service").With(s).To("use one of %s", list(Methods()))
	}
	return Method(s), nil
}
