// Package embedded finds the files that a go:embed directive names, by the rules of Go's
// own build (go doc embed): patterns of path.Match below the folder of the source, whole
// folders without names that begin with . or _ unless the pattern begins with all:.
//
//	files, err := embedded.Find("notebooks", "page.html static/*.css")
package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Find returns the files that the text behind go:embed names, by slashed paths below the
// folder, in order. Every pattern has to match.
func Find(dir, patterns string) ([]string, error) {
	list, err := split(patterns)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, errors.New("usage: //go:embed pattern...")
	}
	found := map[string]bool{}
	for _, p := range list {
		if err := match(dir, p, found); err != nil {
			return nil, fmt.Errorf("pattern %s: %w", p, err)
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// split takes the text behind go:embed apart: words, or strings in quotes.
func split(text string) ([]string, error) {
	var list []string
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		if text[0] != '"' && text[0] != '`' {
			end := strings.IndexAny(text, " \t")
			if end < 0 {
				end = len(text)
			}
			list, text = append(list, text[:end]), text[end:]
			continue
		}
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			return nil, fmt.Errorf("invalid quoted string in //go:embed: %s", text)
		}
		word, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, fmt.Errorf("invalid quoted string in //go:embed: %s", quoted)
		}
		list, text = append(list, word), text[len(quoted):]
	}
	return list, nil
}

// match adds the files of one pattern.
func match(dir, pattern string, found map[string]bool) error {
	glob, all := strings.CutPrefix(pattern, "all:")
	if _, err := path.Match(glob, ""); err != nil || !fs.ValidPath(glob) || glob == "." {
		return errors.New("invalid pattern syntax")
	}
	hits, err := fs.Glob(os.DirFS(dir), glob)
	if err != nil {
		return err
	}
	count := len(found)
	for _, hit := range hits {
		info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(hit)))
		switch {
		case err != nil:
			return err
		case info.Mode().IsRegular():
			found[hit] = true
			count = -1
		case info.IsDir():
			if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(hit), "go.mod")); err == nil {
				return fmt.Errorf("cannot embed directory %s: in different module", hit)
			}
			n, err := folder(dir, hit, all, found)
			if err != nil {
				return err
			}
			if n == 0 {
				return fmt.Errorf("cannot embed directory %s: contains no embeddable files", hit)
			}
			count = -1
		default:
			return fmt.Errorf("cannot embed irregular file %s", hit)
		}
	}
	if count >= 0 {
		return errors.New("no matching files found")
	}
	return nil
}

// folder adds the files of a folder. Those of another module in it do not belong to it.
func folder(dir, name string, all bool, found map[string]bool) (n int, err error) {
	err = fs.WalkDir(os.DirFS(dir), name, func(at string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(at)
		hidden := at != name && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")) && !all
		switch {
		case d.IsDir():
			if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(at), "go.mod")); hidden || err == nil && at != name || base == ".git" {
				return fs.SkipDir
			}
		case !hidden && d.Type().IsRegular():
			found[at] = true
			n++
		}
		return nil
	})
	return n, err
}
