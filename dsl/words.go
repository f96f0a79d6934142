package dsl

import "slices"

// words is the table of all words: blocks first, then layers, fields and values.
var words = func() []Word {
	var of []Word
	for _, l := range layers {
		of = append(of, l.Word)
	}
	return slices.Concat(blockWords, of, fieldWords, valueWords, loaderWords)
}()

var blockWords = []Word{
	{Name: "net", Role: BlockRole, Signature: "net NAME { stages }", Example: "net G {",
		Doc:    "Declares a network, one stage a line. It is a generator if its first stage is normal(d), an energy if it is image(HxWxC). The names of the stages become the levels of the AND-OR tree.",
		Source: "[P] table 1"},
	{Name: "data", Role: BlockRole, Signature: "data NAME { fields }", Example: `data faces { from "faces.zip"  size 64x64 }`,
		Doc: "Declares a set of images: where they come from, how many, of what size and pixel range."},
	{Name: "train", Role: BlockRole, Signature: "train NAME { fields }", Example: "train run1 {",
		Doc: "Declares a training run: which nets, which data, and the settings of the loop. NAME.Train() starts it.", Source: "[P] alg. 1"},
	{Name: "let", Role: BlockRole, Signature: "let NAME = EXPRESSION", Example: "let k = 1/4",
		Doc: "Names an exact number: 1/4 is a quarter, not Go's 0. In Go code the name is a constant."},
}

var fieldWords = []Word{
	{Name: "from", Role: FieldRole, In: "data", kind: fromField, required: true, Signature: `from "PATH" | scenes | LOADER("PATH") | NAME`, Example: `from "faces.zip"`,
		Doc: "Where the images come from: a folder, zip or tar of images, the procedural set scenes, or a loader for a published set in its official layout, celeba(\"DIR\"). A bare name is a Go string of the session."},
	{Name: "take", Role: FieldRole, In: "data", kind: countField, low: 0, high: maxCount, open: true, Signature: "take NUMBER | SHARE | A..B", Example: "take 10000", Default: "all; " + itoa(defaultScenes) + " for scenes",
		Doc: "At most this many images, from the first on. A share below 1 (take 4/5) is the first part of what there is, and skip 4/5 the rest of it; A..B are the images from number A to B, B not included."},
	{Name: "skip", Role: FieldRole, In: "data", kind: countField, low: 0, high: maxCount, Signature: "skip NUMBER | SHARE", Example: "skip 4/5", Default: "0",
		Doc: "Leaves out this many images at the beginning, or this share of them, before take counts."},
	{Name: "shuffle", Role: FieldRole, In: "data", kind: switchField, Signature: "shuffle on | off", Example: "shuffle on", Default: "off",
		Doc: "Puts the images into an order drawn by seed before skip and take count: an image's place among others depends on its name and the seed alone."},
	{Name: "class", Role: FieldRole, In: "data", kind: textField, Signature: `class "NAME, NAME"`, Example: `class "cat, dog"`,
		Doc: "Only images of these classes: the folder an image is in, or what a published set says of it. It chooses before shuffle, skip and take. Without it all are read."},
	{Name: "flip", Role: FieldRole, In: "data", kind: switchField, Signature: "flip on | off", Example: "flip on", Default: "off",
		Doc: "Adds the mirror image of each image, left to right, as an image of its own behind it: the set is twice as large. It has a latent z of its own too, which a coin tossed at each visit would spoil."},
	{Name: "crops", Role: FieldRole, In: "data", kind: groupField, Signature: "crops { number NUMBER  side SHARE }", Example: "crops { number 4  side 4/5 }",
		Doc: "Adds random crops of each image behind it, as images of their own. Which they are depends on seed and the image's name alone. With flip on each has its mirror image too."},
	{Name: "split", Role: FieldRole, In: "data", kind: splitField, Signature: "split all | train | val | test", Example: "split train", Default: "all, in that order",
		Doc: "Which part of a published set, as its authors divided it. Only loaders know the parts; skip and take divide other sets."},
	{Name: "size", Role: FieldRole, In: "data", kind: sizeField, required: true, Signature: "size HxW | HxWxC | NUMBER", Example: "size 64x64",
		Doc: "Size of the images as the nets see them, height x width, 3 channels unless a third side says otherwise (1 for grey). One number is a square."},
	{Name: "crop", Role: FieldRole, In: "data", kind: cropField, Signature: "crop { x A..B  y A..B } | centre | whole | pad | box | landmarks", Example: "crop { x 12..76  y 28..92 }", Default: "centre, or what the loader says",
		Doc: "The part of each source image that is used, before it is resized. In braces it is given in pixels of the source: columns x and rows y, first included, last not. A word cuts every image by what its set knows of it."},
	{Name: "resize", Role: FieldRole, In: "data", kind: switchField, Signature: "resize bicubic | bilinear | lanczos | box", Example: "resize bilinear", Default: "bicubic",
		Doc: "The filter by which a crop gets its size, as Pillow has it, widened when shrinking."},
	{Name: "range", Role: FieldRole, In: "data", kind: rangeField, Signature: "range LOW..HIGH", Example: "range -1..1", Default: text(defaultLow) + ".." + text(defaultHigh),
		Doc: "Values that black and white become. A generator that ends in tanh reaches -1..1."},
	{Name: "seed", Role: FieldRole, In: "data", kind: countField, low: 0, high: maxSeed, Signature: "seed NUMBER", Example: "seed 1", Default: "0",
		Doc: "Which draw of a procedural set, which order of shuffle, and which random crops."},
	{Name: "x", Role: FieldRole, In: "data.crop", kind: spanField, required: true, Signature: "x FIRST..END", Example: "x 12..76", Doc: "Columns of the crop, END not included."},
	{Name: "y", Role: FieldRole, In: "data.crop", kind: spanField, required: true, Signature: "y FIRST..END", Example: "y 28..92", Doc: "Rows of the crop, END not included."},

	{Name: "number", Role: FieldRole, In: "data.crops", kind: countField, low: 1, high: 100, required: true, Signature: "number NUMBER", Example: "number 4", Doc: "Crops of each image."},
	{Name: "side", Role: FieldRole, In: "data.crops", kind: realField, low: 0, high: 1, open: true, below: true, required: true, Signature: "side SHARE", Example: "side 4/5",
		Doc: "Width and height of a random crop, as a share of the part that crop gives. The smaller it is, the more the crops differ and the larger they show things."},

	{Name: "actor", Role: FieldRole, In: "train", kind: netField, required: true, Signature: "actor NET", Example: "actor G", Source: "[P] alg. 1", Doc: "The generator that is trained."},
	{Name: "critic", Role: FieldRole, In: "train", kind: criticField, required: true, Signature: "critic NET | none", Example: "critic E", Source: "[P] alg. 1",
		Doc: "The energy net that is trained against it. none leaves it out: alternating back-propagation."},
	{Name: "data", Role: FieldRole, In: "train", kind: dataField, required: true, Signature: "data DATA", Example: "data faces", Doc: "The images to learn from."},
	{Name: "langevin", Role: FieldRole, In: "train", kind: groupField, Signature: "langevin { steps NUMBER  step NUMBER  sigma NUMBER  noise on|off }", Example: "langevin { steps 10  step 0.1 }", Source: "[P] eq. 13",
		Doc: "How the latent z of each image is inferred: Langevin dynamics that go on from where the last iteration left them."},
	{Name: "sigma", Role: FieldRole, In: "train", kind: rateField, low: 0, high: 1e6, open: true, Signature: "sigma NUMBER | FIRST..LAST", Example: "sigma 0.3", Default: text(defaultSigma), Source: "[P] eq. 15",
		Doc: "Standard deviation of the residual image, in pixel units. Smaller values weigh reconstruction more. FIRST..LAST goes from the one to the other linearly over the run."},
	{Name: "weight", Role: FieldRole, In: "train", kind: realField, low: 0, high: 1e6, Signature: "weight NUMBER", Example: "weight 1", Default: text(defaultWeight), Source: "[P] alg. 1 step 3",
		Doc: "Weight of the critic's judgement (eq. 20) against reconstruction (eq. 15) in the actor's update."},
	{Name: "rate", Role: FieldRole, In: "train", kind: pairField, low: 0, high: 0.1, open: true, Signature: "rate NUMBER | FIRST..LAST | { actor …  critic … }", Example: "rate { actor 1e-3..1e-4  critic 1e-4 }", Default: defaultRate.String(), Source: "[P] alg. 1",
		Doc: "Adam's rate, for both nets or each. FIRST..LAST goes from the one to the other linearly over the run."},
	{Name: "beta1", Role: FieldRole, In: "train", kind: pairField, low: 0, high: 1, below: true, Signature: "beta1 NUMBER | { actor …  critic … }", Example: "beta1 0.5", Default: defaultBeta1.String(),
		Doc: "Adam's first decay, for both nets or each."},
	{Name: "guard", Role: FieldRole, In: "train", kind: groupField, Signature: "guard { square NUMBER  clip NUMBER }", Example: "guard { square 0.1  clip 1 }", Default: "{ square " + text(defaultSquare) + "  clip 0 }",
		Doc: "Restraints on the critic, which the paper leaves free and which then runs away. guard { square 0 } is the paper to the letter."},
	{Name: "batch", Role: FieldRole, In: "train", kind: countField, low: 1, high: 1 << 16, Signature: "batch NUMBER", Example: "batch 64", Default: itoa(defaultBatch), Doc: "Images in one update."},
	{Name: "iterations", Role: FieldRole, In: "train", kind: countField, low: 1, high: maxCount, Signature: "iterations NUMBER", Example: "iterations 5000", Default: itoa(defaultIterations), Source: "[P] alg. 1",
		Doc: "Updates of the actor, each on one batch; iterations, not epochs."},
	{Name: "seed", Role: FieldRole, In: "train", kind: countField, low: 0, high: maxSeed, Signature: "seed NUMBER", Example: "seed 1", Default: itoa(defaultSeed),
		Doc: "Fixes weights, latents, noise and batches: the same release, seed and instruction set give the same run, bit for bit."},
	{Name: "repeat", Role: FieldRole, In: "train", kind: countField, low: 1, high: 100, Signature: "repeat NUMBER", Example: "repeat 3", Default: "1",
		Doc: "Trains as many runs, of seeds seed, seed+1 and so on: small ones side by side, one a processor, others one after another. Curves get bands and scores intervals. Pictures are those of the first."},
	{Name: "save", Role: FieldRole, In: "train", kind: groupField, Signature: "save { minutes NUMBER  iterations NUMBER }", Example: "save { minutes 5 }", Default: "{ minutes " + text(defaultMinutes) + "  iterations 0 }",
		Doc: "How often the run saves itself, so that andor.Load goes on after a crash. It also does so at an interrupt and at its end."},

	{Name: "steps", Role: FieldRole, In: "train.langevin", kind: countField, low: 1, high: 100000, Signature: "steps NUMBER", Example: "steps 10", Default: itoa(defaultSteps), Source: "[P] eq. 13", Doc: "Langevin steps an iteration."},
	{Name: "step", Role: FieldRole, In: "train.langevin", kind: rateField, low: 0, high: 2, open: true, below: true, Signature: "step NUMBER | FIRST..LAST", Example: "step 0.1", Default: text(defaultStep), Source: "[P] eq. 13",
		Doc: "Step size delta. From 2 on the chain diverges whatever the net: the prior alone overshoots."},
	{Name: "sigma", Role: FieldRole, In: "train.langevin", kind: rateField, low: 0, high: 1e6, open: true, Signature: "sigma NUMBER | FIRST..LAST", Example: "sigma 0.3", Default: "sigma of the train block", Source: "[P] eq. 13",
		Doc: "Standard deviation of the residual image inside the chain. Larger values make calmer chains."},
	{Name: "noise", Role: FieldRole, In: "train.langevin", kind: switchField, Signature: "noise on | off", Example: "noise off", Default: "on", Source: "[P] eq. 13", Doc: "off leaves out the random term: gradient descent to the most probable z."},
	{Name: "actor", Role: FieldRole, In: "train.rate", kind: rateField, low: 0, high: 0.1, open: true, Signature: "actor NUMBER | FIRST..LAST", Example: "actor 1e-3..1e-4", Default: text(defaultActorRate) + ".." + text(defaultActorLast), Doc: "Adam's rate of the generator."},
	{Name: "critic", Role: FieldRole, In: "train.rate", kind: rateField, low: 0, high: 0.1, open: true, Signature: "critic NUMBER | FIRST..LAST", Example: "critic 1e-4", Default: text(defaultCriticRate), Doc: "Adam's rate of the energy net."},
	{Name: "actor", Role: FieldRole, In: "train.beta1", kind: realField, low: 0, high: 1, below: true, Signature: "actor NUMBER", Example: "actor 0.5", Default: text(defaultActorBeta), Doc: "Adam's first decay for the generator."},
	{Name: "critic", Role: FieldRole, In: "train.beta1", kind: realField, low: 0, high: 1, below: true, Signature: "critic NUMBER", Example: "critic 0.5", Default: text(defaultCriticBeta), Doc: "Adam's first decay for the energy net."},
	{Name: "square", Role: FieldRole, In: "train.guard", kind: realField, low: 0, high: 1e6, Signature: "square NUMBER", Example: "square 0.1", Default: text(defaultSquare), Doc: "Adds this times the mean of f(Y)^2 over data and syntheses to the critic's loss: energies stay near zero."},
	{Name: "clip", Role: FieldRole, In: "train.guard", kind: realField, low: 0, high: 1e9, Signature: "clip NUMBER", Example: "clip 1", Default: "0", Doc: "Scales the critic's gradient down to this norm where it is longer; 0 leaves it."},
	{Name: "minutes", Role: FieldRole, In: "train.save", kind: realField, low: 0, high: 1e6, Signature: "minutes NUMBER", Example: "minutes 5", Default: text(defaultMinutes), Doc: "Minutes between two checkpoints; 0 leaves the clock out. A run of less than a minute leaves none by the clock."},
	{Name: "iterations", Role: FieldRole, In: "train.save", kind: countField, low: 0, high: maxCount, Signature: "iterations NUMBER", Example: "iterations 1000", Default: "0", Doc: "Iterations between two checkpoints; 0 does not count them."},
}

var valueWords = []Word{
	{Name: "none", Role: ValueRole, In: "train.critic", Signature: "critic none", Example: "critic none", Doc: "Trains without a critic: alternating back-propagation."},
	{Name: "on", Role: ValueRole, In: "train.langevin.noise", Signature: "noise on", Example: "noise on", Doc: "Langevin dynamics with their random term."},
	{Name: "off", Role: ValueRole, In: "train.langevin.noise", Signature: "noise off", Example: "noise off", Doc: "Gradient descent."},
	{Name: "scenes", Role: ValueRole, In: "data.from", Signature: `from scenes | scenes("KINDS")`, Example: "from scenes", Doc: "The procedural set that comes with andor: coloured scenes drawn from an AND-OR grammar, with the true parse of each. The kinds are face, house and car; scenes(\"face, car\") draws these alone."},
	{Name: "all", Role: ValueRole, In: "data.split", Signature: "split all", Example: "split all", Doc: "Every image: train, then val, then test."},
	{Name: "train", Role: ValueRole, In: "data.split", Signature: "split train", Example: "split train", Doc: "The images for training."},
	{Name: "val", Role: ValueRole, In: "data.split", Signature: "split val", Example: "split val", Doc: "The images for validation, where the set has them (celeba); the gallery of deepfashion."},
	{Name: "test", Role: ValueRole, In: "data.split", Signature: "split test", Example: "split test", Doc: "The images for testing."},
	{Name: "centre", Role: ValueRole, In: "data.crop", Signature: "crop centre", Example: "crop centre", Doc: "The largest part of the wanted aspect, in the middle."},
	{Name: "whole", Role: ValueRole, In: "data.crop", Signature: "crop whole", Example: "crop whole", Doc: "All of it, stretched to the wanted size: nothing is cut off, shapes change."},
	{Name: "pad", Role: ValueRole, In: "data.crop", Signature: "crop pad", Example: "crop pad", Doc: "All of it, with white beside it to the wanted aspect: nothing is cut off, shapes stay."},
	{Name: "box", Role: ValueRole, In: "data.crop", Signature: "crop box", Example: "crop box", Doc: "The box its authors drew around the object: cars, deepfashion, celeba with the images in the wild."},
	{Name: "landmarks", Role: ValueRole, In: "data.crop", Signature: "crop landmarks", Example: "crop landmarks", Doc: "Around eyes and mouth as they are marked in each image: celeba."},
	{Name: "on", Role: ValueRole, In: "data.shuffle", Signature: "shuffle on", Example: "shuffle on", Doc: "An order drawn by seed."},
	{Name: "off", Role: ValueRole, In: "data.shuffle", Signature: "shuffle off", Example: "shuffle off", Doc: "The order of the source, by name."},
	{Name: "on", Role: ValueRole, In: "data.flip", Signature: "flip on", Example: "flip on", Doc: "Every image and its mirror image."},
	{Name: "off", Role: ValueRole, In: "data.flip", Signature: "flip off", Example: "flip off", Doc: "Images as they are."},
	{Name: "bicubic", Role: ValueRole, In: "data.resize", Signature: "resize bicubic", Example: "resize bicubic", Doc: "Catmull-Rom's cubic, a = -1/2: sharp, the default."},
	{Name: "bilinear", Role: ValueRole, In: "data.resize", Signature: "resize bilinear", Example: "resize bilinear", Doc: "Triangles: torchvision's default."},
	{Name: "lanczos", Role: ValueRole, In: "data.resize", Signature: "resize lanczos", Example: "resize lanczos", Doc: "A windowed sinc of width 3: the sharpest."},
	{Name: "box", Role: ValueRole, In: "data.resize", Signature: "resize box", Example: "resize box", Doc: "The plain mean of what a pixel covers."},
}

// synonyms maps words of other languages to what they are here. Those of a layer stand
// beside the layer.
var synonyms = func() map[string]string {
	m := map[string]string{
		"lr": "rate", "learningrate": "rate", "learning_rate": "rate", "batchsize": "batch", "batch_size": "batch", "epochs": "iterations", "epoch": "iterations",
		"generator": "actor", "energy": "critic", "descriptor": "critic", "discriminator": "critic", "dataset": "data", "images": "data",
		"path": "from", "folder": "from", "source": "from", "file": "from", "shape": "size", "resolution": "size", "count": "take", "limit": "take", "max": "take", "n": "take",
		"mcmc": "langevin", "chain": "langevin", "stepsize": "step", "step_size": "step", "delta": "step", "std": "sigma", "random_seed": "seed", "repeats": "repeat", "seeds": "repeat", "checkpoint": "save", "autosave": "save",
	}
	for _, l := range layers {
		for _, word := range l.also {
			m[word] = l.Name
		}
	}
	return m
}()

// missing says why a layer that others have is not one here.
var missing = map[string]string{
	"bn": "the networks of [P] have no normalisation", "batchnorm": "the networks of [P] have no normalisation", "batchnorm2d": "the networks of [P] have no normalisation",
	"layernorm": "the networks of [P] have no normalisation", "norm": "the networks of [P] have no normalisation",
	"dropout": "the networks of [P] have no dropout; topk is what makes them sparse",
	"maxpool": "pooling averages here", "maxpool2d": "pooling averages here",
	"deconv": "enlarging and convolution are two layers here", "convtranspose": "enlarging and convolution are two layers here", "convtranspose2d": "enlarging and convolution are two layers here",
	"flatten": "fc takes any shape as it is", "reshape": "fc lays its outputs out as its shape says",
	"softmax": "an energy ends in one number, not in classes",
}

var missingHelp = map[string]string{
	"deconv": "up(2) conv(512)", "convtranspose": "up(2) conv(512)", "convtranspose2d": "up(2) conv(512)",
	"maxpool": "down(2)", "maxpool2d": "down(2)",
	"flatten": "leave it out", "reshape": "fc(4x4x512)", "softmax": "fc(1)",
}

// Words lists all words of the language, blocks first, then layers, fields and values.
// The result is the caller's own.
func Words() []Word { return append([]Word(nil), words...) }

// wordIndex finds words by role, group and name.
var wordIndex = func() map[string]*Word {
	m := make(map[string]*Word, len(words))
	for i := range words {
		w := &words[i]
		m[string(w.Role)+" "+w.In+" "+w.Name] = w
	}
	return m
}()

func fieldWord(path, name string) *Word { return wordIndex["field "+path+" "+name] }
func blockWord(name string) *Word       { return wordIndex["block  "+name] }

// wordsIn lists the fields of a group.
func wordsIn(path string) []*Word {
	var out []*Word
	for i := range words {
		if w := &words[i]; w.Role == FieldRole && w.In == path {
			out = append(out, w)
		}
	}
	return out
}

// valuesOf lists the words a field takes as values.
func valuesOf(path string) []*Word {
	var out []*Word
	for i := range words {
		if w := &words[i]; w.Role == ValueRole && w.In == path {
			out = append(out, w)
		}
	}
	return out
}

// isWord says whether any word of the language has this name.
func isWord(name string) bool {
	for i := range words {
		if words[i].Name == name {
			return true
		}
	}
	return false
}

func names(ws []*Word) []string {
	out := make([]string, len(ws))
	for i, w := range ws {
		out[i] = w.Name
	}
	return out
}
