//go:build browser

package browser

import "strings"

// of is the address of the programme of every scene.
const of = "/programmes/doncaster"

// parts are the pages of a programme, each under a name that says in which state it is.
func parts(state string, which ...string) []shot {
	var shots []shot
	for _, part := range which {
		path := of
		if part != "programme" {
			path += "/" + part
		}
		shots = append(shots, page(strings.TrimPrefix(state+"-"+part, "-"), path))
	}
	return shots
}

// everyPart is each page that a programme has.
func everyPart() []string {
	return []string{"programme", "notice", "consultation", "migration", "checks", "decision", "ledger", "work"}
}

// scenes are the states in which pages look otherwise. Whatever a page can show is in one of them.
func scenes() []scene {
	return []scene{
		{"typical", demo(), nil, typical()},
		{"errors", demo(), nil, append(failing(), mistaken()...)},
		{"confirming", demo(), nil, confirming()},
		{"extracts", demo("2022-08-11"), nil, extracts()}, // the day before the second dry run
		{"empty", demo("2022-03-22"), nil, empty()},
		{"fresh", demo("2022-03-22"), []step{open("/start"), answer("sample", "doncaster.json"), send("main button"),
			send("main form button")}, fresh()},
		{"several", demo("2022-03-22"), []step{begin("doncaster.json"), begin("ashmere.json"), begin("westmarch.json")},
			[]shot{page("portfolio-several", "/"), page("work-several", "/work")}},
		{"paused", demo(), []step{act("office-1", "pause", answer("reason", "The council's budget is not set"))},
			parts("paused", "programme", "work")},
		{"held", demo("2022-09-29"), []step{act("hr", "record-representation?subject=unions", answer("id", "union-9"),
			answer("reference", "EDRMS/union-9")), later("1", "10", "2022"), as("office-1")},
			append(parts("held", everyPart()...), page("held-portfolio", "/"),
				page("held-confirm", "/", act("hr", "answer-representation?subject=unions/union-9", answer("reply", "EDRMS/union-9r")),
					as("office-1"), open(of+"/do/trigger?subject=transfer")))},
		{"stopped", demo(), []step{act("sro", "stop", answer("reason", "The council decided otherwise"))},
			append(parts("stopped", everyPart()...), page("stopped-portfolio", "/"), page("stopped-all-work", "/work"))},
		{"closed", demo("2024-01-31"), nil, append(parts("closed", everyPart()...), page("closed-portfolio", "/"))},
		{"mistakes", rehearsed("mistakes.json", "2022-09-24"), nil, parts("mistakes", everyPart()...)},
		{"rollback", rehearsed("rollback.json", "2022-09-30"), nil, parts("rollback", "programme", "migration", "decision")},
		{"forged", forged, nil, []shot{page("forged-verification", of+"/ledger/verification"),
			page("forged-programme", of)}},
	}
}

// begin starts a programme from a sample.
func begin(sample string) step {
	return func(b *tab) {
		for _, do := range []step{open("/start"), answer("sample", sample), send("main button"), send("main form button")} {
			do(b)
		}
	}
}

// act gives a command as a person.
func act(person, command string, answers ...step) step {
	return func(b *tab) {
		steps := append([]step{as(person), open(of + "/do/" + command)}, answers...)
		for _, do := range append(steps, check(), confirm()) {
			do(b)
		}
	}
}

// later lets time pass to a day.
func later(day, month, year string) step {
	return func(b *tab) {
		for _, do := range []step{open("/clock"), date("until", day, month, year), send("main form:last-of-type button")} {
			do(b)
		}
	}
}

// typical are the pages as they look in the demonstration.
func typical() []shot {
	return append(parts("", everyPart()...), page("portfolio", "/"), page("verification", of+"/ledger/verification"),
		page("all-work", "/work"), page("commands", of+"/do"), page("person", of+"/person"),
		page("form", of+"/do/extend-window?subject=unions"), page("form-evidence", of+"/do/submit-evidence"),
		page("form-vote", of+"/do/vote"), page("form-stop", of+"/do/stop", as("sro"), open(of+"/do/stop")),
		page("form-amend", of+"/do/amend", as("office-1"), open(of+"/do/amend")),
		page("confirm", of+"/do/accept-check?subject=PAY-1"), page("success", of+"/checks?recorded=200"),
		page("mails", "/mails"), page("mail", "/mails", send("main table a")), page("start", "/start"), page("session", "/session"),
		page("clock", "/clock"), page("as-of", of+"?as-of=2022-06-01"), page("portfolio-filtered", "/?rag=red"),
		page("portfolio-none", "/?rag=green"), page("checks-filtered", of+"/checks?status=evidence-submitted"),
		page("checks-none", of+"/checks?status=rejected"), page("why", of, unfold("main details")),
		page("work-more", of+"/work", unfold("main details")))
}

// empty are the pages as they look before anything has happened.
func empty() []shot {
	return []shot{page("empty-portfolio", "/"), page("empty-work", "/work"), page("empty-mails", "/mails"),
		page("empty-clock", "/clock"), page("error-start-check", "/start/check"),
		page("start-check", "/start", answer("sample", "doncaster.json"), send("main button"))}
}

// fresh are the pages of a programme that was started a moment ago, and of what goes wrong when it is started again.
func fresh() []shot {
	return append(parts("fresh", everyPart()...), page("fresh-portfolio", "/"),
		page("fresh-started", of+"?started=1"), page("fresh-verification", of+"/ledger/verification"),
		page("error-started-twice", "/start", answer("sample", "doncaster.json"), send("main button"), send("main form button")))
}

// failing are pages of what does not work.
func failing() []shot {
	return []shot{page("error-not-found", "/programmes/nowhere"), page("error-nothing-here", "/nowhere"),
		page("error-done", of+"/do/accept-check?subject=GOV-1"), page("error-day", of+"?as-of=tomorrow"),
		page("error-too-early", of+"?as-of=2020-01-01"), page("error-document", of+"/documents/0"),
		page("error-mail", "/mails/nowhere")}
}
