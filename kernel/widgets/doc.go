// Package widgets draws the controls of stdlib/screen by the protocol of ipywidgets 8: each
// control is a comm of target "jupyter.widget" that holds a model's state, and front ends
// with the extension jupyterlab_widgets make a view of it.
//
//	b := widgets.New(send)       // send passes a comm message on to the front end
//	screen.Use(b)
//	b.Receive(message)           // what the front end says
//	bundle = b.View(bundle)      // the MIME type of a view, in place of the control's id
//
// The protocol is packages/schema/messages.md of the ipywidgets repository: state and
// widget-control messages, versions 2.1.0 and 1.0.0.
package widgets
