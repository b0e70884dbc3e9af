package calendar_test

import (
	"testing"

	"example.org/handover/internal/calendar"
)

func BenchmarkEval(b *testing.B) {
	for _, text := range []string{
		"at least 28 days before transfer",
		"20 working days before transfer",
		"250 working days after transfer",
		"deemed service by first-class-post sent 2022-04-14 under cpr-6.26",
	} {
		b.Run(text, func(b *testing.B) {
			e, ctx := parse(b, text), transferOn("2022-09-30")
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Eval(ctx); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := calendar.Parse("20 working days before transfer as known on 2022-09-08"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSentence(b *testing.B) {
	r := eval(b, "20 working days before transfer", transferOn("2022-09-30"))
	b.ReportAllocs()
	for b.Loop() {
		if r.Explanation.Sentence() == "" {
			b.Fatal("no sentence")
		}
	}
}
