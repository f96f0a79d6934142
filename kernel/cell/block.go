package cell

import (
	"fmt"
	"go/token"
	"reflect"
	"strings"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/kernel/cell/boxes"
	"github.com/andor-kernel/andor/kernel/cell/names"
	"github.com/andor-kernel/andor/kernel/cell/text"
	"github.com/andor-kernel/andor/stdlib/andor"
)

// lowerBlock is the Go that a block becomes, at the block's place. Its value is made
// when its turn comes, by hostNet, hostData or hostRun, since what stands above it may change names it uses.
func (p *reading) lowerBlock(chunk int, from int, d dsl.Decl) (text.Piece, []text.Problem) {
	b := p.File.Chunks[chunk].Block
	it := text.Item{Kind: text.StmtItem, Start: from, End: from + len(strings.TrimRight(p.File.Chunks[chunk].Text, " \t\r\n"))}
	made := func(f, more string) string {
		return fmt.Sprintf("%s := %s.%s(%d%s)", b.Name, names.HostName, f, chunk, more)
	}
	switch b.Kind {
	case "net":
		it.Text = made("BlockNet", "")
	case "data":
		it.Text = made("BlockData", "")
	case "train":
		if d.Train == nil {
			it.Text = fmt.Sprintf("var %s *%s.Run", b.Name, names.BlocksName)
			break
		}
		critic := d.Train.Critic
		if critic == "" {
			critic = "nil"
		}
		it.Text = made("BlockRun", ", "+d.Train.Actor+", "+critic+", "+d.Train.Data)
	case "let":
		it.Text = letText(b.Name, chunk, d)
		if strings.HasPrefix(it.Text, "const") {
			it.Kind = text.DeclItem
		}
	}
	if !token.IsIdentifier(b.Name) || it.Text == "" { // reported already
		return text.Piece{Item: it}, nil
	}
	return text.ParseItem(p.s.fset, p.Src, it)
}

// letText is a let as Go: a constant if its value is known, and a variable if it depends
// on one that has none yet.
func letText(name string, chunk int, d dsl.Decl) string {
	switch {
	case d.Let == nil && !d.Pending:
		return fmt.Sprintf("const %s = 0", name) // broken: reported already
	case d.Pending || d.Let.Den == 0:
		return fmt.Sprintf("%s := %s.Let(%d)", name, names.HostName, chunk)
	case d.Let.Den == 1:
		return fmt.Sprintf("const %s = %d", name, d.Let.Num)
	}
	return fmt.Sprintf("const %s = %d.0 / %d", name, d.Let.Num, d.Let.Den)
}

// showBlock adds the statement that shows what a block declared: all but the last of a
// cell are displayed as they are made, the last is the cell's value.
func (p *reading) showBlock(chunk int, from int) {
	b := p.File.Chunks[chunk].Block
	if !token.IsIdentifier(b.Name) || b.Kind == "let" {
		return
	}
	last := strings.TrimSpace(p.Src.Code[from+len(p.File.Chunks[chunk].Text):]) == ""
	it := text.Item{Kind: text.StmtItem, Start: from, End: from + 1}
	it.Text = fmt.Sprintf("%s.Show(%s)", names.HostName, b.Name)
	if last {
		it.Text = b.Name
	}
	if part, bad := text.ParseItem(p.s.fset, p.Src, it); len(bad) == 0 {
		p.Parts = append(p.Parts, part)
	}
}

// hostNet returns the net that a block declares.
func (s *Session) hostNet(chunk int) *andor.Net { return andor.DeclaredNet(s.checkBlock(chunk).Net) }

// hostData returns the images that a block names. A missing folder is an error of the
// block, not of the training that comes later.
func (s *Session) hostData(chunk int) *andor.Data {
	d := andor.OpenData(s.checkBlock(chunk).Data)
	if err := d.Err(); err != nil {
		panic(err)
	}
	return d
}

// hostRun returns the run that a block declares.
func (s *Session) hostRun(chunk int, g, e *andor.Net, images *andor.Data) *andor.Run {
	r := andor.DeclaredRun(s.checkBlock(chunk).Train, g, e, images)
	if err := r.Err(); err != nil {
		panic(err)
	}
	return r
}

// hostLet is the value of a let that was not known when the cell was checked.
func (s *Session) hostLet(chunk int) float64 {
	d := s.checkBlock(chunk)
	if d.Let == nil {
		panic(fmt.Errorf("%q has no value", d.Name()))
	}
	return d.Let.Value
}

// checkBlock checks a block now that everything above it has run.
func (s *Session) checkBlock(chunk int) dsl.Decl {
	p := s.current().plan
	d, found := dsl.CheckBlock(p.file, chunk, blockEnv{s: s})
	if len(found) > 0 {
		panic(blockFailure{found})
	}
	return d
}

// hostShow displays a value in the middle of a cell.
func (s *Session) hostShow(v any) {
	if bundle := boxes.BundleOf(reflect.ValueOf(v)); bundle != nil {
		s.host.Display(bundle, boxes.Metadata(bundle), "", false)
	}
}
