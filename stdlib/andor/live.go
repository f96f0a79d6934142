package andor

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"image"
	"image/png"
	"strings"
	"time"

	"github.com/andor-kernel/andor/dsl"
	"github.com/andor-kernel/andor/plots"
	"github.com/andor-kernel/andor/stdlib/engine/train"
	"github.com/andor-kernel/andor/stdlib/outside"
)

const (
	updateEvery = 250 * time.Millisecond // at most four updates a second
	displayCost = 0.02                   // share of the run's time that drawing may take
)

// live is the display of one call of Train: a bar that moves, a picture that follows at
// the pace its own cost allows, and a static picture at the end. It owns one display id.
type live struct {
	run     *Run
	id      string
	begun   time.Time
	shown   time.Time     // when the display last changed
	spent   time.Duration // on pictures so far
	last    train.Iteration
	picture []byte // PNG
	strip   [][]image.Image
	labels  []string
	active  []train.Activity
	warning []string
	saved   string         // checkpoint written while this display was up
	unsaved *train.Unsaved // nil unless none was, since it is large
	notes   []string       // said at the beginning
}

func newLive(r *Run) *live {
	l := quietLive(r)
	outside.Display(l.bundle(), l.id, false)
	return l
}

// quietLive is a live that has shown nothing yet.
func quietLive(r *Run) *live {
	l := &live{run: r, id: fmt.Sprintf("andor-%s-%d", r.spec.Name, time.Now().UnixNano()), begun: time.Now()}
	if stands := r.run.At(r.ownPath()); !stands.Own {
		l.notes = append(l.notes, fmt.Sprintf("%s is another run's: %s; it is moved aside when this run saves itself", r.ownPath(), stands.Is))
	}
	return l
}

// event follows the run. It is called between iterations, on the run's goroutine.
func (l *live) event(e train.Event) {
	l.note(e)
	if _, ok := e.(train.Iteration); ok && time.Since(l.shown) >= updateEvery {
		l.redraw()
		l.show()
	}
}

// note keeps what an event says.
func (l *live) note(e train.Event) {
	switch e := e.(type) {
	case train.Iteration:
		l.last = e
	case train.Sampled:
		l.strip = [][]image.Image{toImages(e.Originals), toImages(e.Reconstructions), toImages(e.Images)}
		l.labels = []string{"images", "g(z)", "samples"}
		l.active = e.Active
	case train.Saved:
		l.saved = e.Path
		outside.Saved(l.run.spec.Name, e.Path, e.Index)
	case train.Unsaved:
		l.unsaved = &e
	case train.Warning:
		l.warning = append(l.warning, e.Text)
	}
}

// redraw makes a new picture if the time spent on pictures stays a small share.
func (l *live) redraw() {
	if float64(l.spent) > displayCost*float64(time.Since(l.begun)) {
		return
	}
	begun := time.Now()
	if png, err := l.draw(); err == nil {
		l.picture = png
	}
	l.spent += time.Since(begun)
}

// draw is the picture: curves over the whole history and the last strip of images.
func (l *live) draw() ([]byte, error) {
	p := plots.Progress{
		Title:  l.run.spec.Name,
		Curves: l.run.panels([][]train.Iteration{l.run.run.History()}),
		Rows:   l.strip, RowLabels: l.labels,
	}
	if l.run.state != "" { // while it runs, the HTML around the picture has the bar
		p.Done, p.Total, p.Text = l.last.Index, max(l.last.Of, l.last.Index), l.numbers()
		if p.Stopped = l.run.state != stateFinished; p.Stopped {
			p.Text = fmt.Sprintf("%s, %s, MSE %.4f", l.run.state, l.last.Elapsed.Round(time.Second), l.last.MSE)
		}
	}
	f, err := plots.NewProgress(p)
	if err != nil {
		return nil, err
	}
	return plots.PNG(f)
}

func (l *live) show() {
	l.shown = time.Now()
	outside.Display(l.bundle(), l.id, true)
}

// finish leaves a static picture that needs no script and no HTML.
func (l *live) finish() {
	b := map[string][]byte{"text/plain": []byte(l.ended())}
	if png, err := l.draw(); err == nil {
		b["image/png"] = png
	}
	outside.Display(b, l.id, true)
}

// ended says in words how the run ended, and where it is kept.
func (l *live) ended() string {
	text := l.run.String()
	if l.saved != "" {
		text += fmt.Sprintf("\n  saved in %s; andor.Load(%q) brings it back", l.saved, l.run.loadName(l.saved))
	}
	if l.unsaved != nil {
		text += fmt.Sprintf("\n  not saved: it trained for less than a minute and its file would take %s; %s.Save(%[2]q) saves it", dsl.Bytes(l.unsaved.Bytes), l.run.spec.Name)
	}
	return text + l.warnings()
}

// loadName is what Load takes for a checkpoint of the run.
func (r *Run) loadName(path string) string {
	if path == runPath(r.spec.Name) {
		return r.spec.Name
	}
	return path
}

// bundle is the moving form: one line of text, and the same as HTML over the picture.
func (l *live) bundle() map[string][]byte {
	var b strings.Builder
	b.WriteString(`<div style="font:13px sans-serif">` + l.barMarkup() + l.warningMarkup())
	if l.picture != nil {
		b.WriteString(imageTag(l.picture))
	}
	b.WriteString("</div>")
	return map[string][]byte{"text/plain": []byte(bar(l.last.Index, l.last.Of) + " " + l.line()), "text/html": []byte(b.String())}
}

// barMarkup is the bar and the line of the run as HTML.
func (l *live) barMarkup() string {
	return fmt.Sprintf(`<progress max="%d" value="%d" style="width:16em;vertical-align:middle"></progress> %s`,
		max(l.last.Of, 1), l.last.Index, html.EscapeString(l.line()))
}

// warningMarkup is the warnings of the run as HTML, empty if there are none.
func (l *live) warningMarkup() string {
	w := l.warnings()
	if w == "" {
		return ""
	}
	return fmt.Sprintf(`<div style="color:#b00;white-space:pre-line">%s</div>`, html.EscapeString(w))
}

// imageTag shows a PNG at half of its size.
func imageTag(picture []byte) string {
	cfg, err := png.DecodeConfig(bytes.NewReader(picture))
	if err != nil {
		return ""
	}
	return fmt.Sprintf(`<br><img width="%d" height="%d" src="data:image/png;base64,%s">`, cfg.Width/2, cfg.Height/2, base64.StdEncoding.EncodeToString(picture))
}

// line is what stands beside the bar: the numbers, the root mean square of z (1 under the
// prior) and the share of values that are not zero, stage by stage.
func (l *live) line() string {
	if l.last.Index == 0 {
		return l.run.spec.Name + ": starting"
	}
	parts := []string{fmt.Sprintf("%s %d/%d", l.run.spec.Name, l.last.Index, l.last.Of), l.numbers(), fmt.Sprintf("|z| %.2f", l.last.ZNorm)}
	for i, a := range l.active[:max(0, len(l.active)-1)] { // the last is the image
		share := fmt.Sprintf("%s %.0f %%", a.Stage, 100*a.Share)
		if i == 0 {
			share = "active: " + share
		}
		parts = append(parts, share)
	}
	return strings.Join(parts, ", ")
}

// numbers are the time left, the speed and the losses: as much as fits over the picture.
func (l *live) numbers() string {
	var parts []string
	if l.last.ETA > 0 && l.run.state == "" {
		parts = append(parts, l.last.ETA.Round(time.Second).String()+" left")
	} else {
		parts = append(parts, l.last.Elapsed.Round(time.Second).String())
	}
	parts = append(parts, fmt.Sprintf("%.3g images/s", l.last.ImagesPerSecond), fmt.Sprintf("MSE %.4f", l.last.MSE))
	if l.run.critic != nil {
		parts = append(parts, fmt.Sprintf("energy gap %.3g", l.last.EnergySynth-l.last.EnergyData))
	}
	return strings.Join(parts, ", ")
}

func (l *live) warnings() string {
	text := ""
	for _, n := range l.notes {
		text += "\nnote: " + n
	}
	for _, w := range l.warning {
		text += "\nwarning: " + w
	}
	return text
}

// bar is a progress bar in text, 24 characters wide.
func bar(done, of int) string {
	const width = 24
	n := 0
	if of > 0 {
		n = min(width, width*done/of)
	}
	return "[" + strings.Repeat("#", n) + strings.Repeat(".", width-n) + "]"
}
