package widgets

import (
	"fmt"

	"github.com/andor-kernel/andor/stdlib/screen"
)

// model is the state of one comm.
type model struct {
	id       string
	state    map[string]any
	valueKey string // what holds the control's value
}

// names are the models of ipywidgets 8.1 for the kinds of controls: of the control and of its
// style. What a state leaves out has the front end's default.
var names = map[screen.Kind]struct{ name, style, value string }{
	screen.Slider:    {"FloatSlider", "SliderStyle", "value"},
	screen.IntSlider: {"IntSlider", "SliderStyle", "value"},
	screen.Checkbox:  {"Checkbox", "CheckboxStyle", "value"},
	screen.Choice:    {"Dropdown", "DescriptionStyle", "index"},
	screen.Text:      {"Text", "TextStyle", "value"},
	screen.Button:    {"Button", "ButtonStyle", ""},
	screen.Progress:  {"FloatProgress", "ProgressStyle", "value"},
	screen.HTML:      {"HTML", "HTMLStyle", "value"},
	screen.Image:     {"Image", "", "value"},
	screen.Row:       {"HBox", "", ""},
	screen.Column:    {"VBox", "", ""},
}

const (
	baseModule     = "@jupyter-widgets/base"
	controlsModule = "@jupyter-widgets/controls"
	moduleVersion  = "2.0.0"
	reference      = "IPY_MODEL_" // before an id: the model with that id
)

// models are the models of a control: layout and style before the one that refers to them.
func models(c screen.Control) []model {
	n := names[c.Kind]
	layout := part(c.ID+"-layout", baseModule, "LayoutModel", "LayoutView")
	if c.Width > 0 {
		layout.state["width"] = fmt.Sprintf("%dpx", c.Width)
	}
	all := []model{layout}
	view := n.name + "View"
	if c.Kind == screen.Progress {
		view = "ProgressView" // of both kinds of progress bars
	}
	m := part(c.ID, controlsModule, n.name+"Model", view)
	m.valueKey = n.value
	m.state["layout"] = reference + layout.id
	if n.style != "" {
		style := part(c.ID+"-style", controlsModule, n.style+"Model", "StyleView")
		style.state["_view_module"], style.state["_view_module_version"] = baseModule, moduleVersion
		if c.Kind != screen.Button {
			style.state["description_width"] = "initial" // as wide as the label is
		}
		all = append(all, style)
		m.state["style"] = reference + style.id
	}
	fill(m.state, c, n.value)
	return append(all, m)
}

func part(id, module, name, view string) model {
	return model{id: id, state: map[string]any{
		"_model_module": module, "_model_module_version": moduleVersion, "_model_name": name,
		"_view_module": module, "_view_module_version": moduleVersion, "_view_name": view,
	}}
}

// fill adds what is the control's own.
func fill(state map[string]any, c screen.Control, value string) {
	if c.Value != nil {
		state[value] = c.Value
	}
	switch c.Kind {
	case screen.Image:
		state["format"] = "png"
		if b, _ := c.Value.([]byte); b == nil {
			state[value] = []byte{}
		}
		return
	case screen.Row, screen.Column:
		children := make([]string, len(c.Children))
		for i, id := range c.Children {
			children[i] = reference + id
		}
		state["children"] = children
		return
	case screen.Slider:
		state["min"], state["max"], state["step"], state["continuous_update"] = c.Min, c.Max, c.Step, true
		state["readout_format"] = format(c.Step)
	case screen.IntSlider:
		state["min"], state["max"], state["step"], state["continuous_update"] = int(c.Min), int(c.Max), int(c.Step), true
	case screen.Choice:
		state["_options_labels"] = c.Choices
	case screen.Text:
		state["continuous_update"] = false
	case screen.Progress:
		state["min"], state["max"] = 0.0, c.Max
	case screen.Checkbox:
		state["indent"] = false
	}
	state["description"], state["disabled"] = c.Label, c.Disabled
}

// format shows as many decimals as a slider's steps need.
func format(step float64) string {
	for digits, unit := 0, 1.0; digits < 8; digits, unit = digits+1, unit/10 {
		if n := step / unit; n-float64(int64(n+1e-9)) < 1e-6 && n >= 1-1e-9 {
			return fmt.Sprintf(".%df", digits)
		}
	}
	return ".3g"
}
