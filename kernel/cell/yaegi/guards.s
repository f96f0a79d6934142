// This file is empty. It lets the package declare funcs without bodies (guards.go).
