package letter

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"sync"

	"example.org/handover/internal/fault"
)

//go:embed templates/*.html.tmpl
var templates embed.FS

// kind is a sort of letter: the stem of its template's name.
type kind string

const (
	notice      kind = "notice"
	invitation  kind = "invitation"
	measures    kind = "measures"
	certificate kind = "certificate"
	closure     kind = "closure"
	standDown   kind = "stand-down"
)

// pages are the parsed templates, each with the layout around it.
var pages = sync.OnceValue(func() map[kind]*template.Template {
	all := map[kind]*template.Template{}
	for _, k := range []kind{notice, invitation, measures, certificate, closure, standDown} {
		t := template.New("layout.html.tmpl").Funcs(words()).Option("missingkey=error")
		all[k] = template.Must(t.ParseFS(templates, "templates/layout.html.tmpl", "templates/"+string(k)+".html.tmpl"))
	}
	return all
})

// render fills in the template of a letter and reads its text form off the result.
func render(k kind, name string, view any) (Letter, error) {
	var page bytes.Buffer
	if err := pages()[k].Execute(&page, view); err != nil {
		if reason := new(fault.Error); errors.As(err, &reason) {
			return Letter{}, reason
		}
		return Letter{}, fault.Wrap(fault.Internal, err, "the letter %s cannot be written", name)
	}
	text, err := plain(page.Bytes())
	if err != nil {
		return Letter{}, fmt.Errorf("text of the letter %s: %w", name, err)
	}
	return Letter{Name: name, HTML: page.Bytes(), Text: text}, nil
}
