// Package andor is what a cell sees: five nouns, Net, Data, Run, Tree and Figure,
// whose methods are the verbs. It holds no arithmetic; it hands declarations of
// package dsl to the packages that compute, and what they return to package plots.
//
//	g := andor.NewNet("G").
//		Stage("z", andor.Normal(16)).
//		Stage("object", andor.FC(4, 4, 64), andor.TopKPer("8", andor.PerPosition)).
//		Stage("image", andor.Up(8), andor.Conv(3), andor.Tanh())
//	d := andor.Scenes(500, 32, 1)
//	run := andor.NewRun("run1", g, nil, d).Train()
//	err := run.Curves().Save("curves.png")
//
// Every value displays itself in a notebook through MIMEBundle, and carries the
// first error of the chain that made it: Err reports it, and displaying shows it.
package andor
