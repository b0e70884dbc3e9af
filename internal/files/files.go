// Package files keeps documents: in a folder on a laptop, in memory for a rehearsal, on S3 in the cloud. A document
// never changes once it is kept, and is only ever read by its digest.
package files

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// RefOf returns the reference of content under a name: its SHA-256 in hex.
func RefOf(name string, content []byte) handover.FileRef {
	sum := sha256.Sum256(content)
	return handover.FileRef{Name: name, SHA256: hex.EncodeToString(sum[:])}
}

// names are slash-separated parts that start with a letter or digit, so that none can climb out of its folder.
var names = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*$`)

// mostName is how many bytes a name may have.
const mostName = 300

// CheckName returns fault.Invalid for a name that no document is kept under: one that could climb out of its folder, or
// that some store does not take.
func CheckName(name string) error {
	if len(name) > mostName || !names.MatchString(name) {
		return fault.New(fault.Invalid, "a document cannot be kept under this name").With(name).
			To("use letters, digits, dots, hyphens and slashes")
	}
	return nil
}

// Taken is the fault.Conflict of another document under a name.
func Taken(name string) error {
	return fault.New(fault.Conflict, "another document is kept under this name").With(name)
}

// Missing is the fault.NotFound of a name that nothing is kept under.
func Missing(name string) error {
	return fault.New(fault.NotFound, "there is no such document in the file store").With(name).To("hand it in first")
}

// Checked returns content if it is what the reference says, and fault.Invalid if not.
func Checked(ref handover.FileRef, content []byte) ([]byte, error) {
	if RefOf(ref.Name, content) != ref {
		return nil, fault.New(fault.Invalid, "the document is not what its digest says").With(ref.Name).
			To("restore the document whose SHA-256 is %s", ref.SHA256)
	}
	return content, nil
}
