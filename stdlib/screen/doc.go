// Package screen is what stands between a control, such as a slider of package widget, and
// whatever draws it. A control is a Handle: it holds the state, appears on the screen when
// its ID is first asked for, and tells the screen what changes, at a bounded rate. What the
// user does there comes back through Deliver.
//
//	h := screen.New(screen.Control{Kind: screen.Slider, Max: 10}, func(e screen.Event) { ... })
//	h.Set(screen.Value, func(c *screen.Control) { c.Value = 3.5 })
//	id := h.ID()
//
// With no screen set, as in an ordinary program, controls hold their state and nothing more.
package screen
