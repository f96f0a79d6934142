package dsl

// Role says where a word may stand.
type Role string

const (
	BlockRole Role = "block" // begins a block: net, data, train, let
	LayerRole Role = "layer" // a layer of a stage, or topk
	FieldRole Role = "field" // a field of data, train or of a group inside them
	ValueRole Role = "value" // a value some fields take: none, on, off, scenes
)

// Word is one word of the language. The table of words feeds the checks, completion,
// inspection and the reference, so that they cannot disagree.
type Word struct {
	Name      string
	Role      Role
	In        string // fields: the group that holds it, "train" or "train.langevin"; values: the field
	Signature string // "conv(channels, kernel: 3)", "take NUMBER"
	Doc       string // what it means; plain sentences
	Source    string // where the model defines it, "[P] eq. 13"
	Default   string // of a field; empty if there is none
	Example   string
	Full      string  // layers: with every argument given, by its name and unlike its default; what tests run
	Params    []Param // layers: arguments in order

	kind     fieldKind
	required bool
	low      float64 // fields and parameters with a number: least value
	high     float64 // and greatest
	open     bool    // low itself is not allowed
	below    bool    // nor is high
}

// Param is one argument of a layer.
type Param struct {
	Name    string // conv's "kernel", usable as kernel: 5
	Default string // empty if the argument must be given
	Doc     string

	kind      paramKind
	low, high float64
	open      bool // low and high themselves are not allowed
	odd       bool // a whole number that is odd

	// Where an Op keeps a number; without them it is in Op.Args under the name.
	whole func(o *Op) *int
	real  func(o *Op) *float64
}

type paramKind uint8

const (
	countParam paramKind = iota // a whole number
	realParam                   // any number
	shapeParam                  // HxWxC or a number
	imageParam                  // HxWxC of an image
	topkParam                   // an exact count or ratio
	perParam                    // position or channel
)

// fieldKind says what value a field takes.
type fieldKind uint8

const (
	countField  fieldKind = iota // a whole number
	realField                    // any number
	netField                     // the name of a net
	criticField                  // the name of a net, or none
	dataField                    // the name of data
	switchField                  // on or off
	splitField                   // all or a part of a published set
	pairField                    // a number or schedule for both nets, or { actor … critic … }
	rateField                    // a number or a schedule first..last
	groupField                   // { … }
	cropField                    // { … }, or a word for it
	textField                    // text in quotes
	fromField                    // "path", scenes, a loader, or a Go string
	sizeField                    // HxW, HxWxC, or a number for a square
	spanField                    // a..b in whole pixels
	rangeField                   // low..high
)

// The limits below keep every size within what one machine can hold, and every product
// of sizes within an int64.
const (
	maxSide     = 8192
	maxChannels = 1 << 20
	maxCount    = 1_000_000_000
	maxSeed     = 1 << 53 // exact in a float64, which JSON readers use
)
