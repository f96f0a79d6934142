package data

// drawHouse paints a cottage seen from the front.
func drawHouse(s *sketch) {
	wall := s.tone("wall", 0xf7e6c4, 0xe9b49c, 0xc4d8e2, 0xf4f1ea)
	tiles := s.tone("tiles", 0xb9513f, 0x4f6488, 0x7b5743, 0x47806d)
	door := s.tone("door colour", 0x7a3b2e, 0x2f6f73, 0xd99a3a)

	s.part("lawn", "grass", 0x86b96a, func() {
		s.shade("grass", bar{-0.2, 0.86, 1.2, 1.2, 0}, 0x8fc072, 0x5f9450)
	})
	if s.below("chimney", 2) == 0 {
		s.part("chimney", "brick", tiles.dark(0.25), func() {
			s.fill("stack", bar{0.66, 0.14, 0.77, 0.42, 0}, tiles.dark(0.3))
			s.fill("cap", bar{0.64, 0.12, 0.79, 0.17, 0.01}, tiles.dark(0.5))
		})
	}
	s.part("wall", "plaster", wall, func() {
		s.shade("front", bar{0.15, 0.42, 0.85, 0.90, 0}, wall, wall.dark(0.07))
		s.fill("plinth", bar{0.15, 0.86, 0.85, 0.90, 0}, wall.dark(0.35))
	})
	drawRoof(s, tiles, wall)
	panes := s.word("windows", "cross", "porthole", "arched")
	drawWindow(s, "left window", panes, 0.29, door)
	drawWindow(s, "right window", panes, 0.71, door)
	drawDoor(s, door)
}

func drawRoof(s *sketch, tiles, wall rgb) {
	typ := s.word("roof", "gable", "hip", "dome")
	s.part("roof", typ, tiles, func() {
		switch typ {
		case "gable":
			s.shade("tiles", polygon{0.5, 0.08, 0.06, 0.45, 0.94, 0.45}, tiles.light(0.12), tiles.dark(0.1))
			s.fill("attic", disc(0.5, 0.315, 0.065), wall.light(0.3))
			s.fill("hatch", disc(0.5, 0.315, 0.038), 0x3d566b)
		case "hip":
			s.shade("tiles", polygon{0.27, 0.18, 0.73, 0.18, 0.94, 0.45, 0.06, 0.45}, tiles.light(0.12), tiles.dark(0.1))
			s.fill("course", bar{0.17, 0.30, 0.83, 0.335, 0}, tiles.dark(0.28))
		case "dome":
			s.shade("tiles", upper(ellipse{0.5, 0.45, 0.41, 0.32}, 0.45), tiles.light(0.12), tiles.dark(0.1))
			s.fill("mast", bar{0.482, 0.05, 0.518, 0.15, 0}, tiles.dark(0.4))
		}
		s.fill("eave", bar{0.07, 0.43, 0.93, 0.47, 0.01}, tiles.dark(0.45))
	})
}

func drawWindow(s *sketch, slot, typ string, x float64, trim rgb) {
	const y = 0.635
	glass, shine := rgb(0x35607f), rgb(0x7fb6d2)
	s.part(slot, typ, glass, func() {
		switch typ {
		case "cross":
			s.fill("frame", bar{x - 0.105, y - 0.105, x + 0.105, y + 0.105, 0}, 0xffffff)
			s.shade("glass", bar{x - 0.078, y - 0.078, x + 0.078, y + 0.078, 0}, shine, glass)
			s.fill("upright", bar{x - 0.016, y - 0.078, x + 0.016, y + 0.078, 0}, 0xffffff)
			s.fill("rail", bar{x - 0.078, y - 0.016, x + 0.078, y + 0.016, 0}, 0xffffff)
		case "porthole":
			s.fill("frame", disc(x, y, 0.108), 0xffffff)
			s.shade("glass", disc(x, y, 0.076), shine, glass)
		case "arched":
			s.fill("frame", bar{x - 0.088, y - 0.125, x + 0.088, y + 0.115, 0.086}, 0xffffff)
			s.shade("glass", bar{x - 0.058, y - 0.095, x + 0.058, y + 0.10, 0.057}, shine, glass)
			s.fill("sill", bar{x - 0.112, y + 0.095, x + 0.112, y + 0.135, 0}, trim)
		}
	})
}

func drawDoor(s *sketch, color rgb) {
	typ := s.word("door", "plain", "round-topped", "double")
	s.part("door", typ, color, func() {
		switch typ {
		case "plain":
			s.fill("frame", bar{0.415, 0.60, 0.585, 0.90, 0}, color.dark(0.5))
			s.shade("leaf", bar{0.438, 0.622, 0.562, 0.90, 0}, color.light(0.1), color)
			s.fill("knob", disc(0.535, 0.77, 0.018), 0xf6dc8a)
		case "round-topped":
			s.fill("frame", upper(bar{0.405, 0.56, 0.595, 1.0, 0.095}, 0.90), color.dark(0.5))
			s.shade("leaf", upper(bar{0.43, 0.585, 0.57, 1.0, 0.07}, 0.90), color.light(0.1), color)
			s.fill("knob", disc(0.54, 0.77, 0.018), 0xf6dc8a)
		case "double":
			s.fill("frame", bar{0.395, 0.62, 0.605, 0.90, 0}, color.dark(0.5))
			s.shade("left leaf", bar{0.412, 0.64, 0.490, 0.90, 0}, color.light(0.1), color)
			s.shade("right leaf", bar{0.510, 0.64, 0.588, 0.90, 0}, color.light(0.1), color)
		}
	})
}
