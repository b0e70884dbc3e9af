//go:build !unix

package main

import "os"

// terminalWidth returns 0: only on Unix is a terminal asked for its width.
func terminalWidth(*os.File) int { return 0 }
