package main

import (
	"fmt"
	"os"
)

// commands are what the program can do, by name.
var commands = map[string]func(args []string) error{
	"suite":   suiteCommand,
	"both":    bothCommand,
	"random":  randomCommand,
	"modules": modulesCommand,
}

const usage = `usage: oracle suite [flags]       run Go's own test programs as cells
       oracle both [flags] FILE.go  run a file compiled and as a cell
       oracle random [flags]        run random programs both ways
       oracle modules [flags]       run the examples of much-used modules as cells
Each command explains its flags with -h.`

func main() {
	if os.Getenv(childVariable) != "" {
		serveCells()
		return
	}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "oracle: "+err.Error())
		os.Exit(1)
	}
}
