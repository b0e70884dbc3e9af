package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"example.org/handover/internal/fault"
)

// inMemory is how many bytes of uploaded files are held in memory; the rest lies in temporary files meanwhile.
const inMemory = 4 << 20

func readForm(r *http.Request) error {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return r.ParseMultipartForm(inMemory) //nolint:gosec // posted has limited the body
	}
	return r.ParseForm()
}

func cleanUp(r *http.Request) {
	if r.MultipartForm != nil {
		_ = r.MultipartForm.RemoveAll()
	}
}

func large(err error) bool {
	var cut *http.MaxBytesError
	return errors.As(err, &cut)
}

// sized is how much people call a number of bytes: 64 KB, 1 MB.
func sized(bytes int64) string {
	if bytes < 1<<20 {
		return strconv.FormatInt(bytes>>10, 10) + " KB"
	}
	return strconv.FormatInt(bytes>>20, 10) + " MB"
}

// uploaded reads a file of a form; ok is false if none was chosen.
func uploaded(r *http.Request, field string) (name string, content []byte, ok bool, err error) {
	if r.MultipartForm == nil {
		return "", nil, false, nil
	}
	files := r.MultipartForm.File[field]
	if len(files) == 0 || files[0].Filename == "" {
		return "", nil, false, nil
	}
	content, err = contentOf(files[0])
	if err != nil {
		err = fault.Wrap(fault.Invalid, err, "the file cannot be read").At("", field).To("choose it again")
	}
	return files[0].Filename, content, true, err
}

func contentOf(h *multipart.FileHeader) (content []byte, err error) {
	f, err := h.Open()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(f)
}
