// Package widget has controls that stand in a notebook and call Go: sliders, buttons,
// checkboxes, choices and lines of text, and progress bars, pictures and HTML that change in
// place.
//
//	pic := widget.NewImage(run1.Basis("part"))
//	z := widget.NewSlider("z[0]", -3, 3).OnChange(func(v float64) { pic.Set(draw(v)) })
//	widget.Column(z, pic)                        // as a cell's value: shown
//
// A control shows itself as the value of a cell or through andor.Display, any number of
// times; all its views move together. Its value can be read at any time, also by a cell that
// is running: an endless loop over z.Value() follows the mouse.
//
// The funcs given to OnChange and OnClick are called one after the other, never two at once,
// but beside a cell that is running: guard what both change with a sync.Mutex. When a value
// changes faster than its func keeps up, the values in between are left out. What such a func
// prints appears below the last cell that ran. In a program without a notebook controls hold
// their value and show nothing.
package widget
