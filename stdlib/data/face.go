package data

// drawFace paints a portrait. Features sit at fixed places; what they look like is a
// draw from the alternatives.
func drawFace(s *sketch) {
	skin := s.tone("skin", 0xf6cfae, 0xe0a578, 0xb57a50, 0x8a5a3c)
	hair := s.tone("hair colour", 0x2e2a36, 0x59341f, 0xdba54a, 0xb4502f)
	cloth := s.tone("cloth", 0xd8574a, 0x3f7fae, 0x4c9c7a, 0xe3ad45)
	style := s.word("hair", "short", "long", "curly", "cap")

	if style == "long" {
		s.part("hair back", style, hair, func() {
			s.shade("fall", bar{0.16, 0.20, 0.84, 0.88, 0.30}, hair, hair.dark(0.25))
		})
	}
	s.part("shoulders", "shirt", cloth, func() {
		s.shade("neck", bar{0.40, 0.70, 0.60, 0.95, 0.04}, skin.dark(0.22), skin.dark(0.12))
		s.shade("shirt", upper(ellipse{0.5, 1.12, 0.44, 0.28}, 1.1), cloth, cloth.dark(0.2))
	})
	s.part("head", "oval", skin, func() {
		s.fill("left ear", ellipse{0.215, 0.52, 0.055, 0.075}, skin.dark(0.1))
		s.fill("right ear", ellipse{0.785, 0.52, 0.055, 0.075}, skin.dark(0.1))
		s.shade("skull", bar{0.225, 0.16, 0.775, 0.85, 0.27}, skin.light(0.12), skin.dark(0.06))
		s.fill("left cheek", ellipse{0.325, 0.645, 0.06, 0.045}, skin.blend(0xe8665e, 0.32))
		s.fill("right cheek", ellipse{0.675, 0.645, 0.06, 0.045}, skin.blend(0xe8665e, 0.32))
	})
	drawHair(s, style, hair, cloth)
	eyes := s.word("eyes", "round", "narrow", "smiling", "glasses")
	drawEye(s, "left eye", eyes, 0.37, hair)
	drawEye(s, "right eye", eyes, 0.63, hair)
	drawNose(s, skin)
	drawMouth(s)
}

func drawHair(s *sketch, style string, hair, cloth rgb) {
	switch style {
	case "short":
		s.part("hair", style, hair, func() {
			s.shade("crown", upper(bar{0.195, 0.10, 0.805, 0.80, 0.29}, 0.34), hair.light(0.1), hair)
			s.fill("fringe", polygon{0.22, 0.33, 0.64, 0.33, 0.30, 0.43}, hair)
		})
	case "long":
		s.part("hair", style, hair, func() {
			s.shade("crown", upper(bar{0.185, 0.10, 0.815, 0.80, 0.29}, 0.31), hair.light(0.1), hair)
			s.fill("left lock", bar{0.165, 0.28, 0.265, 0.80, 0.05}, hair)
			s.fill("right lock", bar{0.735, 0.28, 0.835, 0.80, 0.05}, hair)
		})
	case "curly":
		s.part("hair", style, hair, func() {
			for _, c := range [...][3]float64{{0.24, 0.35, 0.10}, {0.76, 0.35, 0.10}, {0.30, 0.22, 0.12}, {0.70, 0.22, 0.12}, {0.43, 0.16, 0.12}, {0.57, 0.16, 0.12}} {
				s.shade("curl", disc(c[0], c[1], c[2]), hair.light(0.12), hair)
			}
			s.fill("fringe", bar{0.32, 0.19, 0.68, 0.31, 0.05}, hair)
		})
	case "cap":
		s.part("hair", style, cloth, func() {
			s.fill("left side", bar{0.205, 0.32, 0.275, 0.50, 0.03}, hair)
			s.fill("right side", bar{0.725, 0.32, 0.795, 0.50, 0.03}, hair)
			s.shade("cap", upper(ellipse{0.5, 0.34, 0.31, 0.26}, 0.33), cloth.light(0.15), cloth)
			s.fill("brim", bar{0.15, 0.305, 0.85, 0.375, 0.035}, cloth.dark(0.35))
		})
	}
}

const ink = rgb(0x28242f)

func drawEye(s *sketch, slot, typ string, x float64, hair rgb) {
	const y = 0.50
	s.part(slot, typ, ink, func() {
		switch typ {
		case "round":
			s.fill("white", ellipse{x, y, 0.082, 0.082}, 0xffffff)
			s.fill("pupil", disc(x, y+0.008, 0.047), ink)
			s.fill("glint", disc(x+0.018, y-0.012, 0.014), 0xffffff)
		case "narrow":
			s.fill("white", ellipse{x, y + 0.012, 0.085, 0.046}, 0xffffff)
			s.fill("pupil", disc(x, y+0.012, 0.040), ink)
			s.fill("brow", bar{x - 0.095, y - 0.095, x + 0.095, y - 0.05, 0.02}, hair.dark(0.3))
		case "smiling":
			s.fill("lid", upper(ring{disc(x, y+0.035, 0.062), 0.042}, y+0.035), ink)
		case "glasses":
			s.fill("lens", disc(x, y, 0.098), 0xe9f4f8)
			s.fill("rim", ring{disc(x, y, 0.098), 0.034}, ink)
			s.fill("pupil", disc(x, y, 0.036), ink)
			s.fill("bridge", bar{0.47, y - 0.02, 0.53, y + 0.015, 0}, ink)
		}
	})
}

func drawNose(s *sketch, skin rgb) {
	shadow := skin.dark(0.25)
	typ := s.word("nose", "wedge", "button")
	s.part("nose", typ, shadow, func() {
		if typ == "wedge" {
			s.fill("bridge", grown{polygon{0.5, 0.55, 0.455, 0.645, 0.545, 0.645}, 0.01}, shadow)
			return
		}
		s.fill("tip", ellipse{0.5, 0.625, 0.055, 0.042}, shadow)
	})
}

func drawMouth(s *sketch) {
	typ := s.word("mouth", "smile", "open", "lips")
	s.part("mouth", typ, 0xb8383f, func() {
		switch typ {
		case "smile":
			s.fill("line", lower(ring{ellipse{0.5, 0.70, 0.115, 0.075}, 0.036}, 0.705), 0x96262f)
		case "open":
			s.fill("hollow", lower(ellipse{0.5, 0.695, 0.13, 0.115}, 0.70), 0x6e1f2b)
			s.fill("teeth", bar{0.40, 0.70, 0.60, 0.728, 0.01}, 0xffffff)
			s.fill("tongue", ellipse{0.5, 0.785, 0.06, 0.025}, 0xe2686b)
		case "lips":
			s.fill("upper lip", ellipse{0.5, 0.728, 0.095, 0.024}, 0xb8383f)
			s.fill("lower lip", ellipse{0.5, 0.752, 0.075, 0.026}, 0xd9575a)
		}
	})
}
