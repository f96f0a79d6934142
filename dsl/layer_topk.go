package dsl

// topkLayer is the annotation that ends a stage. It is no Op: a stage holds it apart, and
// check_topk.go checks it.
var topkLayer = layer{
	Word: Word{Name: "topk", Signature: "topk(k, per: position|channel)", Example: "topk(1/4)", Full: "topk(2, per: position)", Source: "[P] section 3.2",
		Doc: "Keeps the k largest values of each group and sets the others to zero; it ends a stage. k is a count (8, 8*8/4) or a ratio below 1 (1/4). per: position keeps k channels at each position (the default after fc), per: channel keeps k positions in each channel (the default elsewhere). Ties go to the lowest index.",
		Params: []Param{
			{Name: "k", Doc: "how many to keep, or which share", kind: topkParam},
			{Name: "per", Default: "position after fc, else channel", Doc: "which values compete", kind: perParam}}},
	also: []string{"sparse", "kwta", "top", "k"},
}
