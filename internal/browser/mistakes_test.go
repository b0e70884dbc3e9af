//go:build browser

package browser

import (
	"os"
	"path/filepath"
	"strings"
)

// mistaken are the answers to forms that somebody filled in wrongly, each with its error summary. The last of them end
// the session.
func mistaken() []shot {
	extend := of + "/do/extend-window?subject=unions"
	return []shot{
		page("error-form-empty", extend, check()),
		page("error-form-date", extend, date("closes", "31", "2", "2022"), answer("reason", "the union asks for it"), check()),
		page("error-form-refused", extend, date("closes", "30", "11", "2022"), answer("reason", "the union asks for it"),
			check()),
		page("error-secret", extend, answer("secret", "of another session"), check()),
		page("error-start-nothing", "/start", send("main button")),
		page("error-start-json", "/start", upload("definition", "broken.json", `{"programme": "doncaster",`),
			send("main button")),
		page("error-start-fields", "/start", upload("definition", "fields.json",
			`{"programme": "Big Words", "title": "", "start": "2022-02-30"}`), send("main button")),
		page("start-check-blocked", "/start", upload("definition", "early.json", tooEarly()), send("main button")),
		page("error-clock", "/clock", date("until", "31", "2", "2023"), send("main form:last-of-type button")),
		page("error-clock-past", "/clock", date("until", "1", "1", "2020"), send("main form:last-of-type button")),
		page("error-stop-empty", of+"/do/stop", as("sro"), open(of+"/do/stop"), check()),
		page("error-amend", of+"/do/amend", as("office-1"), open(of+"/do/amend"), answer("definition", `{"programme": `),
			answer("reason", "a week later"), check()),
		page("error-sign-in-used", "/sign-in/used"),
		page("error-sign-in", "/session", send("main form button")),
		page("sign-in-sent", "/", send("main button")),
	}
}

// extracts are the form for the extracts of a dataset, and what it says of files that are no extracts.
func extracts() []shot {
	form := of + "/do/receive-extract"
	return []shot{page("form-extract", form, as("data-lead"), open(form)),
		page("error-extract-none", form, open(form), check()),
		page("error-extract-unreadable", form, answer("dataset", "children"),
			upload("source", "old.csv", "no,such,columns\n1,2,3\n"), upload("target", "new.csv", "\x00\x01\n"), check())}
}

// tooEarly is the sample with a transfer that comes before its notice can have ended.
func tooEarly() string {
	raw, err := os.ReadFile(filepath.Join(samples, "programmes", "doncaster.json"))
	if err != nil {
		panic(err)
	}
	text := strings.Replace(string(raw), `"programme": "doncaster"`, `"programme": "too-early"`, 1)
	return strings.ReplaceAll(text, `"transfer": "2022-09-30T00:01"`, `"transfer": "2022-06-30T00:01"`)
}

// confirming are the pages on which somebody takes a last look before an act counts.
func confirming() []shot {
	extend := of + "/do/extend-window?subject=unions"
	later := []step{date("closes", "29", "9", "2022"), answer("reason", "the union asks for it"), check()}
	return []shot{
		page("confirm-form", extend, later...),
		page("confirm-moved", extend, append(later, answer("foreseen", "something else"), confirm())...),
		page("confirm-stop", of+"/do/stop", as("sro"), open(of+"/do/stop"), answer("reason", "The council decided otherwise"),
			check()),
		page("success-recorded", of+"/do/submit-evidence?subject=ICT-2", as("cio"), open(of+"/do/submit-evidence?subject=ICT-2"),
			answer("evidence", "EDRMS/ict/2"), check(), confirm()),
	}
}
