package dynamo

import "example.org/handover/internal/office"

// PackFrom is from how many bytes on a snapshot is compressed.
const PackFrom = packFrom

// Pack and Unpack are what a snapshot goes through.
var (
	Pack   = pack
	Unpack = unpack
)

// Items says how many items a commit writes.
func Items(s *Store, c office.Commit) (int, error) {
	items, err := s.writes(c)
	return len(items), err
}
