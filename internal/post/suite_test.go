package post_test

import (
	"os"
	"path/filepath"
	"testing"

	"example.org/handover/internal/office/posttest"
	"example.org/handover/internal/post"
)

func TestFolder(t *testing.T) {
	posttest.Run(t, func(t *testing.T) posttest.Bench {
		folder := t.TempDir()
		return posttest.Bench{Post: post.Folder{Path: folder, From: sender}, Sent: func(t *testing.T) [][]byte {
			names, err := filepath.Glob(filepath.Join(folder, "*.eml"))
			if err != nil {
				t.Fatal(err)
			}
			var mails [][]byte
			for _, name := range names {
				raw, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				mails = append(mails, raw)
			}
			return mails
		}}
	})
}
