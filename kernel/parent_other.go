//go:build !linux

package kernel

import (
	"context"
	"errors"
)

func awaitExit(context.Context, int) error { return errors.ErrUnsupported }
