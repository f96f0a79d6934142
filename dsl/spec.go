package dsl

// SchemaVersion numbers the JSON form of the declarations below. It grows when a
// reader of the old form would misread the new one.
const SchemaVersion = 1

// Shape is the size of one example's value: height x width x channels.
// A latent vector of length d is 1x1xd.
type Shape struct {
	H int `json:"h"`
	W int `json:"w"`
	C int `json:"c"`
}

// NetKind says which way a network runs.
type NetKind string

const (
	// Generator maps a latent z to an image ([P] eq. 6, table 1 left).
	Generator NetKind = "generator"
	// Energy maps an image to one number f(Y) ([P] eq. 16, table 1 right).
	Energy NetKind = "energy"
)

// Net is one checked "net" block: every shape is known and fits.
type Net struct {
	Name   string  `json:"name"`
	Kind   NetKind `json:"kind"`
	Stages []Stage `json:"stages"`
}

// Stage is one line of a net block, one row of [P] table 1. In is the shape that
// enters, Out the shape that leaves (after topk).
type Stage struct {
	Name string `json:"name"`
	Ops  []Op   `json:"ops"`
	TopK *TopK  `json:"topk,omitempty"`
	In   Shape  `json:"in"`
	Out  Shape  `json:"out"`
}

// Op is one layer of a stage. Word is the DSL word; the other fields are set
// where the word takes them and zero elsewhere.
type Op struct {
	Word     string  `json:"word"`               // one of layers.go, but topk
	Channels int     `json:"channels,omitempty"` // conv: output channels
	Kernel   int     `json:"kernel,omitempty"`   // conv: side of the kernel, 3 unless said; stride 1, same padding
	Factor   int     `json:"factor,omitempty"`   // up, down: integer factor on both axes
	Slope    float64 `json:"slope,omitempty"`    // lrelu: negative slope
	// Args holds by name the numbers of layers that have no field above.
	Args map[string]float64 `json:"args,omitempty"`
	In   Shape              `json:"in"`
	Out  Shape              `json:"out"`
}

// Per is the direction in which topk competes ([P] section 3.2).
type Per string

const (
	// PerPosition keeps K of the C channels at each position (default after fc).
	PerPosition Per = "position"
	// PerChannel keeps K of the H*W positions in each channel (default elsewhere).
	PerChannel Per = "channel"
)

// TopK keeps the K largest of N values in each group; ties go to the lowest index.
type TopK struct {
	K    int    `json:"k"`
	N    int    `json:"n"`
	Per  Per    `json:"per"`
	Text string `json:"text"` // the argument as written, e.g. "8*8/4"
}

// Data is one checked "data" block.
type Data struct {
	Name   string `json:"name"`
	From   string `json:"from"`             // path of a folder or zip, or the name of a procedural set ("scenes")
	Loader string `json:"loader,omitempty"` // set for `from celeba("DIR")`: the word before the parenthesis
	Take   int    `json:"take,omitempty"`   // at most this many images, 0 for all
	Skip   int    `json:"skip,omitempty"`   // images left out before Take counts
	Until  int    `json:"until,omitempty"`  // for take A..B, which is Skip A: no image from this number on; 0 for all
	// TakeShare and SkipShare are the same as shares of the images there are, 0 where not given.
	TakeShare float64 `json:"take_share,omitempty"`
	SkipShare float64 `json:"skip_share,omitempty"`
	Shuffle   bool    `json:"shuffle,omitempty"` // in an order drawn by Seed, before Skip and Take
	Class     string  `json:"class,omitempty"`   // only these classes, with commas between them
	Flip      bool    `json:"flip,omitempty"`    // with the mirror image of each
	// Crops is how many random crops of each image there are behind it, each CropSide, a share, wide and high.
	Crops    int        `json:"crops,omitempty"`
	CropSide float64    `json:"crop_side,omitempty"`
	Resize   string     `json:"resize,omitempty"`  // "bilinear", "lanczos" or "box"; empty for bicubic
	Split    string     `json:"split,omitempty"`   // "train", "val" or "test" of a published set; empty for all
	Size     Shape      `json:"size"`              // of the images handed to a network, C is 3 unless said
	Crop     []int      `json:"crop,omitempty"`    // x0, y0, x1, y1 in source pixels; empty for the largest centred crop of the aspect
	CropBy   string     `json:"crop_by,omitempty"` // "centre", "whole", "pad", "box" or "landmarks"; empty if Crop is given, or for what the loader does
	Range    [2]float64 `json:"range"`             // pixel range, [-1, 1] unless said
	Seed     uint64     `json:"seed,omitempty"`    // the draw of a procedural set, of an order, and of random crops
}

// Train is one checked "train" block, settings resolved and defaults filled in.
// Fields follow [P] alg. 1; docs/language.md says the same in words.
type Train struct {
	Name       string   `json:"name"`
	Actor      string   `json:"actor"`            // name of a generator net
	Critic     string   `json:"critic,omitempty"` // name of an energy net; empty for `critic none` (alternating back-propagation)
	Data       string   `json:"data"`
	Langevin   Langevin `json:"langevin"`
	Sigma      float64  `json:"sigma"`               // of the Theta loss, eq. 15, in pixel units
	SigmaEnd   float64  `json:"sigma_end,omitempty"` // at the last iteration, linearly from Sigma; 0 means constant
	Weight     float64  `json:"weight"`              // of eq. 20 against eq. 15 in the update of Theta
	Rate       Rates    `json:"rate"`
	Beta1      Rates    `json:"beta1"` // Adam's first decay, of actor and critic
	Guard      Guard    `json:"guard"`
	Batch      int      `json:"batch"`
	Iterations int      `json:"iterations"` // minibatch updates of Theta
	Seed       uint64   `json:"seed"`
	Repeat     int      `json:"repeat,omitempty"` // runs of seeds Seed, Seed+1, ...; 0 means one
	Save       *Save    `json:"save,omitempty"`   // never nil in a checked declaration
}

// Save says how often a run saves itself while it trains, besides at an interrupt and at its
// end. 0 leaves a clock out.
type Save struct {
	Minutes    float64 `json:"minutes"`
	Iterations int     `json:"iterations,omitempty"`
}

// Langevin holds the settings of [P] eq. 13.
type Langevin struct {
	Steps    int     `json:"steps"`
	Step     float64 `json:"step"`                // delta
	StepEnd  float64 `json:"step_end,omitempty"`  // at the last iteration; 0 means constant
	Sigma    float64 `json:"sigma"`               // of the likelihood inside the chain; may differ from Train.Sigma
	SigmaEnd float64 `json:"sigma_end,omitempty"` // at the last iteration; 0 means constant
	Noise    bool    `json:"noise"`               // false: gradient descent
}

// Rates is a pair of values, one for each network. End values of zero mean constant;
// otherwise the rate goes from the first to the End value linearly over the run.
type Rates struct {
	Actor     float64 `json:"actor"`
	Critic    float64 `json:"critic"`
	ActorEnd  float64 `json:"actor_end,omitempty"`
	CriticEnd float64 `json:"critic_end,omitempty"`
}

// Guard holds the optional restraints on the critic; all zero is [P] to the letter.
type Guard struct {
	Square float64 `json:"square,omitempty"` // adds Square * mean f(Y)^2 over data and syntheses to the critic's loss
	Clip   float64 `json:"clip,omitempty"`   // clips the global norm of the critic's gradient
}

// Let is one "let NAME = EXPR": an exact rational, also as the nearest float.
type Let struct {
	Name  string  `json:"name"`
	Num   int64   `json:"num"`
	Den   int64   `json:"den"` // > 0, lowest terms
	Value float64 `json:"value"`
}
