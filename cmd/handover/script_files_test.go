package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"go.etcd.io/bbolt"

	"example.org/handover/internal/calendar"
)

// malformedCommand is `malformed KIND FROM TO`: a copy of a JSON document that no editor would write.
func malformedCommand(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: malformed KIND FROM TO")
	}
	raw := []byte(ts.ReadFile(args[1]))
	switch args[0] {
	case "ten-megabytes":
		raw = append(raw, bytes.Repeat([]byte(" "), 10<<20)...)
	case "deeply-nested":
		raw = []byte(`{"programme":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + "}")
	case "not-utf-8":
		raw = bytes.Replace(raw, []byte("Doncaster"), []byte("Doncast\xe9r"), 1)
	case "twice-the-same-key":
		raw = bytes.Replace(raw, []byte(`"quorum": 2,`), []byte(`"quorum": 2, "quorum": 3,`), 1)
	case "trailing-data":
		raw = append(raw, []byte("{}\n")...)
	case "broken-off":
		raw = raw[:len(raw)/2]
	default:
		ts.Fatalf("no such malformation: %s", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), raw, 0o600))
}

// dropCommand is `drop DIR PROGRAMME [INDEX…]`: somebody takes the whole ledger of a programme out of the file of a data
// directory, and its name out of indexes too.
func dropCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || neg {
		ts.Fatalf("usage: drop DIR PROGRAMME [INDEX…]")
	}
	db, err := bbolt.Open(ts.MkAbs(filepath.Join(args[0], "handover.db")), 0o600, &bbolt.Options{Timeout: 10 * time.Second})
	ts.Check(err)
	defer func() { ts.Check(db.Close()) }()
	ts.Check(db.Update(func(tx *bbolt.Tx) error {
		for _, index := range args[2:] {
			if err := dropFrom(tx.Bucket([]byte(index)), args[1]); err != nil {
				return err
			}
		}
		return tx.Bucket([]byte("programmes")).DeleteBucket([]byte("P#" + args[1]))
	}))
}

// dropFrom deletes the keys of a bucket that name a programme.
func dropFrom(b *bbolt.Bucket, programme string) error {
	var keys [][]byte
	cursor := b.Cursor()
	for key, _ := cursor.First(); key != nil; key, _ = cursor.Next() {
		if bytes.Contains(key, []byte(programme)) {
			keys = append(keys, bytes.Clone(key))
		}
	}
	for _, key := range keys {
		if err := b.Delete(key); err != nil {
			return err
		}
	}
	return nil
}

// soonCommand is `soon FROM TO`: a copy of a definition whose dates lie around today.
func soonCommand(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: soon FROM TO")
	}
	raw, err := soon([]byte(ts.ReadFile(args[0])), time.Now())
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), raw, 0o600))
}

// soon moves the dates of a definition around a day: the decision two weeks before it, the notice on the day after, the
// transfer 200 days later.
func soon(raw []byte, now time.Time) ([]byte, error) {
	var d map[string]any
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, err
	}
	day := func(n int) string { return calendar.DateOf(now).AddDays(n).String() }
	d["start"], d["transfer"] = day(0), day(200)+"T00:01"
	decision, contract := d["decision"].(map[string]any), d["contract"].(map[string]any)
	decision["made"], decision["published"] = day(-15), day(-14)
	contract["serveOn"] = day(1) + "T14:00"
	for _, w := range d["windows"].([]any) {
		w.(map[string]any)["opens"] = day(0)
	}
	for _, s := range d["datasets"].([]any) {
		s.(map[string]any)["dryRuns"] = []string{day(60), day(90)}
	}
	delete(d, "provenance")
	return json.MarshalIndent(d, "", "  ")
}
