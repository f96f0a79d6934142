package cell

import (
	"go/types"
	"iter"
	"maps"

	"github.com/andor-kernel/andor/kernel/cell/check"
	"github.com/andor-kernel/andor/kernel/cell/look"
	"github.com/andor-kernel/andor/kernel/cell/text"
)

// sessionScope is the session as a scope.
type sessionScope struct{ s *Session }

func (c sessionScope) Def(name string) *check.Def { return c.s.defs[name] }

func (c sessionScope) All() iter.Seq2[string, *check.Def] { return maps.All(c.s.defs) }

func (c sessionScope) Units() []*check.Unit { return c.s.units }

func (c sessionScope) ImportPath(name string) string {
	if path := c.s.imports[name]; path != "" {
		return path
	}
	return c.s.wellKnown[name]
}

func (c sessionScope) NameOf(name, path string) string {
	for n, at := range c.s.imports {
		if at == path {
			return n
		}
	}
	if c.s.wellKnown[name] == path {
		return name
	}
	return ""
}

func (c sessionScope) Source(serial int) *text.Source { return c.s.sources[serial] }

func (c sessionScope) Missing(path string, err error) text.Problem { return c.s.missing(path, err) }

func (c sessionScope) Gone(name string) string { return c.s.gone[name] }

func (c sessionScope) Members(t types.Type) []string {
	var names []string
	for _, it := range look.MemberItems(c.s.packages, t) {
		names = append(names, it.Text)
	}
	return names
}
