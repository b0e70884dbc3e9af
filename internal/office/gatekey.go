package office

import (
	"fmt"
	"strconv"
	"strings"

	"example.org/handover/internal/handover"
)

// FormatGateKey writes the key of a gate as stores keep it: state#item#round.
func FormatGateKey(k handover.GateKey) string {
	return fmt.Sprintf("%s#%s#%d", k.State, k.Item, k.Round)
}

// ParseGateKey reads what FormatGateKey wrote. What is no such key is a state of that name, which no ledger knows.
func ParseGateKey(text string) handover.GateKey {
	first, last := strings.IndexByte(text, '#'), strings.LastIndexByte(text, '#')
	if first < 0 || first == last {
		return handover.GateKey{State: text}
	}
	round, err := strconv.Atoi(text[last+1:])
	if err != nil {
		return handover.GateKey{State: text}
	}
	return handover.GateKey{State: text[:first], Item: text[first+1 : last], Round: round}
}
