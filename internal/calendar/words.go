package calendar

import (
	"fmt"
	"strings"
)

// list joins names for a message, "a, b, c".
func list[T ~string](names []T) string {
	texts := make([]string, len(names))
	for i, name := range names {
		texts[i] = string(name)
	}
	return strings.Join(texts, ", ")
}

// count returns a number with its noun in the singular or plural, "1 day" or "28 days".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
