package main

import (
	"embed"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"sort"
	"strings"
	"time"
)

// suiteFolders are the folders of GOROOT/test whose programs are run.
var suiteFolders = []string{".", "chan", "ken", "typeparam", "fixedbugs", "interface", "abi"}

//go:embed testdata/exclusions.tsv testdata/suite.tsv
var suiteRecords embed.FS

// states of a program of the suite. Only the first is right, and the second is honest.
const (
	same     = "same"     // output and exit status are those of compiled Go
	refused  = "refused"  // the cell does not run, and says why
	differ   = "differ"   // it runs and does something else
	slow     = "slow"     // it does not end in time
	crash    = "crash"    // it takes its process along
	internal = "internal" // the compiler of cells fails
	excluded = "excluded" // not a test of the language: see testdata/exclusions.tsv
)

var states = []string{same, refused, differ, slow, crash, internal}

// verdict is what a program of the suite came to.
type verdict struct {
	File, State, Why string
	Seconds          float64
}

// suiteFiles lists the programs of GOROOT/test that Go's own runner compiles and runs as
// they are: those whose first line is "// run".
func suiteFiles() (root string, files []string, err error) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", nil, fmt.Errorf("go env GOROOT: %w", err)
	}
	root = filepath.Join(strings.TrimSpace(string(out)), "test")
	if _, err := os.Stat(root); err != nil {
		return root, nil, fmt.Errorf("Go's test programs are not here: %w", err)
	}
	for _, dir := range suiteFolders {
		found, _ := filepath.Glob(filepath.Join(root, dir, "*.go"))
		for _, f := range found {
			b, err := os.ReadFile(f)
			if err != nil {
				return root, nil, err
			}
			first, _, _ := strings.Cut(string(b), "\n")
			if strings.TrimSuffix(first, "\r") == "// run" {
				files = append(files, path.Join(dir, filepath.Base(f)))
			}
		}
	}
	return root, files, nil
}

// readRecord reads a table of testdata: fields apart by tabs, the first a file's name.
func readRecord(name string) map[string][]string {
	b, err := suiteRecords.ReadFile("testdata/" + name)
	if err != nil {
		panic(err) // it is part of the program
	}
	rows := map[string][]string{}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSuffix(line, "\n")
		if line != "" && !strings.HasPrefix(line, "#") {
			f := strings.Split(line, "\t")
			rows[f[0]] = f
		}
	}
	return rows
}

// suiteLimit is the processor time that a program has.
const suiteLimit = 20 * time.Second

// runSuite runs programs of the suite as cells and calls each with every verdict.
func runSuite(root string, files []string, workers int, stop func() bool, each func(verdict)) error {
	dir, err := os.MkdirTemp("", "andor-oracle")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	jobs := make([]job, len(files))
	for i, f := range files {
		code, err := os.ReadFile(filepath.Join(root, f))
		if err != nil {
			return err
		}
		jobs[i] = job{Name: f, Cells: []string{string(code)}, Limit: suiteLimit}
	}
	p := &pool{workers: workers, dir: dir, home: root, fine: func(j job, o outcome) bool {
		v := judge(root, j.Name, o)
		return v.State == same || v.State == refused
	}}
	p.run(jobs, stop, func(i int, o outcome) { each(judge(root, files[i], o)) })
	return nil
}

// judge holds an outcome against what Go's own runner asks of the program: status 0, and
// the output in the .out file beside it, or none.
func judge(root, file string, o outcome) verdict {
	v := verdict{File: file, Seconds: o.Seconds}
	want, err := os.ReadFile(filepath.Join(root, strings.TrimSuffix(file, ".go")+".out"))
	if err != nil {
		want = nil
	}
	got := strings.ReplaceAll(string(o.Both), "\r\n", "\n")
	switch {
	case o.Failure == "Crash":
		v.State, v.Why = crash, o.Text
	case o.Failure == "InternalError":
		v.State, v.Why = internal, o.Text
	case o.Failure == "Interrupted" || o.Failure == "Stuck":
		v.State, v.Why = slow, fmt.Sprintf("over %v", suiteLimit)
	case o.Failure == "panic":
		v.State, v.Why = differ, "panic: "+o.Text
	case o.Failure != "":
		v.State, v.Why = refused, o.Failure+": "+o.Text
	case o.Exit != 0:
		v.State, v.Why = differ, fmt.Sprintf("exit status %d", o.Exit)
	}
	if v.State == "" || v.State == differ {
		if d := difference("cell", got, "Go", string(want), 3); d != "" {
			v.State, v.Why = differ, strings.TrimSpace(v.Why+"\n"+d)
		}
	}
	if v.State == "" {
		v.State = same
	}
	return v
}

// oneLine is a text for a field of a table.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 400 {
		s = s[:400] + "..."
	}
	return s
}

func suiteCommand(args []string) error {
	flags := flag.NewFlagSet("suite", flag.ExitOnError)
	run := flags.String("run", "", "run only files whose name matches this `regexp`")
	only := flags.String("only", "", "run only files that -from, or else the record, gives one of these `states`: differ,crash,internal,slow,refused,same")
	from := flags.String("from", "", "a `file` of -tsv to take states from")
	tsv := flags.String("tsv", "", "write state, seconds and reason of each file to this `file`")
	asJSON := flags.String("json", "", "write the same as JSON to this `file`")
	workers := flags.Int("j", runtime.NumCPU(), "cells at a time")
	verbose := flags.Bool("v", false, "show the whole reason of each file that is not the same")
	record := flags.Bool("record", false, "write testdata/suite.tsv anew (whole suite, in the folder of the repository)")
	all := flags.Bool("all", false, "run the excluded files as well")
	flags.Parse(args)

	root, files, err := suiteFiles()
	if err != nil {
		return err
	}
	known := readRecord("suite.tsv")
	if *from != "" {
		if known, err = readTable(*from); err != nil {
			return err
		}
	}
	match, err := regexp.Compile(*run)
	if err != nil {
		return fmt.Errorf("-run: %w", err)
	}
	exclusions := readRecord("exclusions.tsv")
	var chosen []string
	left := 0
	for _, f := range files {
		state := ""
		if row := known[f]; len(row) > 1 {
			state = row[1]
		}
		switch {
		case !match.MatchString(f) || *only != "" && !slices.Contains(strings.Split(*only, ","), state):
		case exclusions[f] != nil && !*all:
			left++
		default:
			chosen = append(chosen, f)
		}
	}
	// Slow ones first, so that the end does not wait for them.
	shuffled := slices.Clone(chosen)
	rand.New(rand.NewSource(1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	sort.SliceStable(shuffled, func(i, j int) bool { return secondsOf(known[shuffled[i]]) > secondsOf(known[shuffled[j]]) })
	began := time.Now()
	var verdicts []verdict
	err = runSuite(root, shuffled, *workers, nil, func(v verdict) {
		verdicts = append(verdicts, v)
		if v.State == same {
			fmt.Printf("%-8s %5.1fs %s\n", v.State, v.Seconds, v.File)
		} else if why := oneLine(v.Why); *verbose {
			fmt.Printf("%-8s %5.1fs %s\n\t%s\n", v.State, v.Seconds, v.File, strings.ReplaceAll(v.Why, "\n", "\n\t"))
		} else {
			fmt.Printf("%-8s %5.1fs %s: %s\n", v.State, v.Seconds, v.File, why)
		}
	})
	if err != nil {
		return err
	}
	slices.SortFunc(verdicts, func(a, b verdict) int { return strings.Compare(a.File, b.File) })
	fmt.Printf("\n%s%d of the files found are excluded; %.0f s\n", suiteTable(verdicts), left, time.Since(began).Seconds())
	if *tsv != "" {
		if err := os.WriteFile(*tsv, []byte(tableOf(verdicts)), 0o644); err != nil {
			return err
		}
	}
	if *asJSON != "" {
		b, err := json.MarshalIndent(verdicts, "", "\t")
		if err != nil {
			return err
		}
		if err := os.WriteFile(*asJSON, b, 0o644); err != nil {
			return err
		}
	}
	if *record {
		return recordSuite(verdicts, len(chosen)+left == len(files))
	}
	return nil
}

// suiteTable is the count of each state, as the docs show it.
func suiteTable(verdicts []verdict) string {
	counts := map[string]int{}
	for _, v := range verdicts {
		counts[v.State]++
	}
	var b strings.Builder
	b.WriteString("| state | programs | share |\n|---|---|---|\n")
	for _, s := range states {
		fmt.Fprintf(&b, "| %s | %d | %.1f %% |\n", s, counts[s], 100*float64(counts[s])/float64(max(1, len(verdicts))))
	}
	fmt.Fprintf(&b, "| all | %d | |\n", len(verdicts))
	return b.String()
}

// tableOf is the table of verdicts with file, state, seconds and reason.
func tableOf(verdicts []verdict) string {
	var b strings.Builder
	for _, v := range verdicts {
		fmt.Fprintf(&b, "%s\t%s\t%.1f\t%s\n", v.File, v.State, v.Seconds, oneLine(v.Why))
	}
	return b.String()
}

// readTable reads what tableOf wrote.
func readTable(file string) (map[string][]string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	rows := map[string][]string{}
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		rows[f[0]] = f
	}
	return rows, nil
}

func secondsOf(row []string) float64 {
	s := 0.0
	if len(row) > 2 {
		fmt.Sscan(row[2], &s)
	}
	return s
}

// recordHead says what the record is.
const recordHead = `# The state of each program of Go's suite as a cell; written by
# go run ./kernel/cell/oracle suite -record
# file	state	seconds	why
`

func recordSuite(verdicts []verdict, whole bool) error {
	if !whole {
		return fmt.Errorf("-record wants the whole suite: leave out -run and -only")
	}
	file := filepath.Join("kernel", "cell", "oracle", "testdata", "suite.tsv")
	return os.WriteFile(file, []byte(recordHead+tableOf(verdicts)), 0o644)
}
