// Package notebook reads and writes Jupyter notebooks (nbformat 4, written as 4.5) and
// renders them as a self-contained HTML page. It executes nothing and knows no protocol.
//
//	nb, err := notebook.Read(bytes)
//	rec := notebook.NewRecorder()
//	rec.Begin(&nb.Cells[0])
//	rec.Stream("stdout", "hello\n")
//	bytes, err = nb.Marshal()
//	page, err := nb.HTML("title")
//
// The format is https://nbformat.readthedocs.io/en/latest/format_description.html. What a
// notebook holds beyond it (metadata of other programs) is kept as it is.
package notebook
