package dsl

// The codes of all diagnostics. A code, once given, keeps its meaning; explain.md has a
// page for each, with a wrong and a right example that a test runs.
const (
	// How the text is written.
	codeCharacter   = "AO001" // a character the language has no use for
	codeLookAlike   = "AO002" // a character that only looks like the right one
	codeString      = "AO003" // a string without its closing quote
	codeNumber      = "AO004" // a malformed number or shape
	codeUnclosed    = "AO005" // a block without its closing brace
	codeStrayBrace  = "AO006" // a closing brace that closes nothing
	codeHeader      = "AO007" // a block's first line
	codeAfterBlock  = "AO008" // text after a block's closing brace
	codeNested      = "AO009" // a block inside other braces
	codeUnexpected  = "AO010" // something else was expected here
	codeLayer       = "AO011" // an unknown layer
	codeTopKRange   = "AO012" // topk keeps more than there are
	codeTopKWhole   = "AO013" // topk keeps no whole number
	codeTopKZero    = "AO014" // topk keeps nothing
	codeTopKPer     = "AO015" // topk's direction
	codeTopKPlace   = "AO016" // topk not at the end of a stage
	codeArgCount    = "AO017" // too many or too few arguments
	codeArgKind     = "AO018" // an argument of the wrong kind
	codeArgRange    = "AO019" // an argument out of range
	codeArgName     = "AO020" // an argument's name
	codeParen       = "AO021" // parentheses that do not match
	codeSeparator   = "AO022" // punctuation between words
	codeBlockWord   = "AO023" // an unknown kind of block
	codeComment     = "AO024" // a comment of another language
	codeStageName   = "AO025" // a stage without a name
	codeStageEmpty  = "AO026" // a stage without layers
	codeStageTwice  = "AO027" // two stages of one name
	codeSource      = "AO028" // a net that does not begin with normal or image
	codeSourcePlace = "AO029" // normal or image in the middle of a net
	codeFit         = "AO030" // sizes that do not fit
	codeEnergyEnd   = "AO031" // an energy that does not end in one number
	codeImageEnd    = "AO032" // a generator that does not end in an image
	codeNetEmpty    = "AO033" // a net without layers
	codeTooBig      = "AO034" // a net too big to compute
	codeName        = "AO040" // an unknown name in an expression
	codeBelow       = "AO041" // a name declared further down
	codeCycle       = "AO042" // a name defined by itself
	codeZeroDivide  = "AO043" // division by zero
	codeExact       = "AO044" // a value that is not exact or not finite
	codeNotNumber   = "AO045" // a name that is no number
	codeTwice       = "AO046" // a name declared twice
	codeBadName     = "AO047" // a name that cannot be used
	codeField       = "AO050" // an unknown field
	codeFieldTwice  = "AO051" // a field given twice
	codeFieldMissed = "AO052" // a required field left out
	codeNoValue     = "AO053" // a field without a value
	codeValueKind   = "AO054" // a value of the wrong kind
	codeValueRange  = "AO055" // a value out of range
	codeNoNet       = "AO060" // an unknown net
	codeNoData      = "AO061" // unknown data
	codeRole        = "AO062" // an energy as actor, a generator as critic
	codeImages      = "AO063" // image sizes that disagree
	codePixels      = "AO064" // pixels the actor cannot reach
	codeBatch       = "AO065" // a batch larger than the data
)
