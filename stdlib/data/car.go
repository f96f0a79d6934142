package data

// drawCar paints a car from the side, driving to the right.
func drawCar(s *sketch) {
	paint := s.tone("paint", 0xd9483b, 0xe8b04a, 0x3c78b0, 0x47a07c)
	typ := s.word("cabin", "sedan", "van", "bubble")

	s.part("road", "asphalt", 0x70727c, func() {
		s.shade("asphalt", bar{-0.2, 0.80, 1.2, 1.2, 0}, 0x7d7f89, 0x5e606b)
		s.fill("left dash", bar{0.10, 0.905, 0.34, 0.935, 0}, 0xf2efe2)
		s.fill("right dash", bar{0.58, 0.905, 0.82, 0.935, 0}, 0xf2efe2)
		s.fill("shadow", ellipse{0.5, 0.845, 0.42, 0.035}, 0x4a4c56)
	})
	drawCabin(s, typ, paint)
	s.part("body", "shell", paint, func() {
		s.shade("shell", bar{0.05, 0.505, 0.95, 0.765, 0.085}, paint.light(0.12), paint.dark(0.12))
		s.fill("trim", bar{0.06, 0.665, 0.94, 0.70, 0.015}, paint.dark(0.38))
		s.fill("handle", bar{0.43, 0.565, 0.51, 0.59, 0.01}, paint.dark(0.45))
	})
	wheels := s.word("wheels", "disc", "spoked", "white-wall")
	drawWheel(s, "rear wheel", wheels, 0.265)
	drawWheel(s, "front wheel", wheels, 0.735)
	drawLamp(s)
}

func drawCabin(s *sketch, typ string, paint rgb) {
	glass, shine := rgb(0x3a5f7a), rgb(0xbfe1ee)
	var roof shape
	var panes []shape
	switch typ {
	case "sedan":
		roof = grown{polygon{0.33, 0.30, 0.64, 0.30, 0.79, 0.54, 0.17, 0.54}, 0.03}
		panes = []shape{
			polygon{0.355, 0.335, 0.475, 0.335, 0.475, 0.50, 0.25, 0.50},
			polygon{0.515, 0.335, 0.625, 0.335, 0.73, 0.50, 0.515, 0.50},
		}
	case "van":
		roof = bar{0.06, 0.20, 0.86, 0.60, 0.07}
		panes = []shape{
			bar{0.13, 0.285, 0.315, 0.46, 0.02},
			bar{0.365, 0.285, 0.55, 0.46, 0.02},
			polygon{0.60, 0.285, 0.755, 0.285, 0.815, 0.46, 0.60, 0.46},
		}
	case "bubble":
		roof = upper(ellipse{0.48, 0.54, 0.33, 0.31}, 0.54)
		panes = []shape{
			within{ellipse{0.48, 0.53, 0.27, 0.25}, bar{0.20, 0.29, 0.46, 0.49, 0}},
			within{ellipse{0.48, 0.53, 0.27, 0.25}, bar{0.50, 0.29, 0.76, 0.49, 0}},
		}
	}
	s.part("cabin", typ, paint, func() { s.shade("roof", roof, paint.light(0.12), paint) })
	s.part("windows", typ, glass, func() {
		for _, p := range panes {
			s.shade("pane", p, shine, glass)
		}
	})
}

func drawWheel(s *sketch, slot, typ string, x float64) {
	const y, r = 0.755, 0.125
	tyre, metal := rgb(0x2b2a31), rgb(0xd5d8de)
	s.part(slot, typ, tyre, func() {
		s.fill("tyre", disc(x, y, r), tyre)
		switch typ {
		case "disc":
			s.fill("hub", disc(x, y, 0.07), metal)
			s.fill("nut", disc(x, y, 0.024), 0x7d828c)
		case "spoked":
			s.fill("upright spoke", bar{x - 0.017, y - 0.09, x + 0.017, y + 0.09, 0}, metal)
			s.fill("level spoke", bar{x - 0.09, y - 0.017, x + 0.09, y + 0.017, 0}, metal)
			s.fill("nut", disc(x, y, 0.036), metal)
		case "white-wall":
			s.fill("wall", ring{disc(x, y, 0.078), 0.032}, 0xf5f2e8)
		}
	})
}

func drawLamp(s *sketch) {
	typ := s.word("lamp", "round", "bar")
	s.part("lamp", typ, 0xffe08a, func() {
		if typ == "round" {
			s.fill("glass", disc(0.905, 0.585, 0.045), 0xffe9a8)
			return
		}
		s.fill("glass", bar{0.85, 0.55, 0.95, 0.595, 0.015}, 0xffe9a8)
	})
}
