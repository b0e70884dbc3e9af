package cloud_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"example.org/handover/internal/files"
	"example.org/handover/internal/web/api"
)

// mostPayload is how many bytes Lambda takes of an event.
const mostPayload = 6 << 20

// TestTheLargestFileFitsAnInvocation hands in a file of as many bytes as the API promises to take, and one of a byte more;
// the forms, which promise more, are not served here.
func TestTheLargestFileFitsAnInvocation(t *testing.T) {
	a, _ := inMemory(t, started())
	a.Office.Files = new(files.Memory)
	begin(t, a)
	for size, want := range map[int]int{api.MostFile: http.StatusCreated, api.MostFile + 1: http.StatusRequestEntityTooLarge} {
		put := asked(http.MethodPut, "/api/programmes/doncaster/files/extracts/children.csv",
			base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("1"), size)))
		put.IsBase64Encoded, put.Headers["handover-person"] = true, "data-lead"
		put.Headers["content-type"] = "application/octet-stream"
		if event, err := json.Marshal(put); err != nil || len(event) > mostPayload-64<<10 { // headers take the rest
			t.Errorf("an event of %d bytes, %v", len(event), err)
		}
		if out := door(t, a, put); out.StatusCode != want {
			t.Errorf("%d bytes: %d %s, want %d", size, out.StatusCode, out.Body, want)
		}
	}
	page := door(t, a, asked(http.MethodGet, "/programmes/doncaster/do/receive-extract", ""))
	if page.StatusCode != http.StatusForbidden || strings.Contains(page.Body, "16 MB") {
		t.Errorf("the form: %d %s", page.StatusCode, page.Body)
	}
}
