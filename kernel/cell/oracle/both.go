package main

import "errors"

func bothCommand(args []string) error { return errors.New("not yet") }
