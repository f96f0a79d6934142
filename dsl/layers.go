package dsl

// layers is the table of all layers, in the order of the reference. docs/howto/new-layer.md
// says how another one is added.
var layers = tableOf(
	&normalLayer,
	&imageLayer,
	&fcLayer,
	&convLayer,
	&upLayer,
	&downLayer,
	&reluLayer,
	&lreluLayer,
	&eluLayer,
	&tanhLayer,
	&sigmoidLayer,
	&linearLayer,
	&topkLayer,
)

func tableOf(layers ...*layer) []*layer {
	for _, l := range layers {
		l.Role = LayerRole
	}
	return layers
}

// layerIndex finds layers by word.
var layerIndex = func() map[string]*layer {
	m := make(map[string]*layer, len(layers))
	for _, l := range layers {
		m[l.Name] = l
	}
	return m
}()

// layerOf returns the layer of a word, nil if there is none.
func layerOf(word string) *layer { return layerIndex[word] }

func layerWord(name string) *Word {
	if l := layerOf(name); l != nil {
		return &l.Word
	}
	return nil
}

func layerNames() []string {
	out := make([]string, len(layers))
	for i, l := range layers {
		out[i] = l.Name
	}
	return out
}

// Formula returns what the layer does to each value. ok is false for a layer whose
// outputs depend on more than one value.
func (o Op) Formula() (f Formula, ok bool) {
	l := layerOf(o.Word)
	if l == nil || l.formula == nil {
		return Formula{}, false
	}
	return l.formula(o), true
}
