package cell

import "github.com/andor-kernel/andor/kernel/cell/names"

// Short forms of what package names says, which nearly every line here uses.
const (
	andorPath  = names.AndorPath
	blocksName = names.BlocksName
	mainPath   = names.MainPath
	fileName   = names.FileName
	mark       = names.Mark
	goVersion  = names.GoVersion
	moduleMark = names.ModuleMark
	hostName   = names.HostName
	hostPath   = names.HostPath
	bodyName   = names.BodyName
)

type typeSpeller = names.Speller

var (
	plainPath      = names.PlainPath
	positionPrefix = names.PositionPrefix
	interpreted    = names.Interpreted
	ofModule       = names.OfModule
	isWord         = names.IsWord
	plainName      = names.PlainName
	goName         = names.GoName
	cellType       = names.CellType
	shape          = names.Shape
	isPointer      = names.IsPointer
	isError        = names.IsError
	shortType      = names.ShortType
)
