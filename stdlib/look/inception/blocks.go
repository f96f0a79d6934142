package inception

// The blocks of Szegedy et al. 2016, figures 5 to 7, with torchvision's names. Branches write into
// their part of the output's channels. Convolutions are laid out in the order in which
// Keras numbers them, which is torchvision's as well.

// blockA mixes 1x1, 5x5 and two 3x3 at 35x35.
func (b *builder) blockA(pooled int) func(string, view) view {
	return func(name string, x view) view {
		out := b.output(x.h, x.w, 64+64+96+pooled)
		b.convTo(name+".branch1x1", one, x, out.channels(0, 64))
		t := b.conv(name+".branch5x5_1", one, x, 48)
		b.convTo(name+".branch5x5_2", same5, t, out.channels(64, 64))
		t = b.conv(name+".branch3x3dbl_1", one, x, 64)
		t = b.conv(name+".branch3x3dbl_2", same3, t, 96)
		b.convTo(name+".branch3x3dbl_3", same3, t, out.channels(128, 96))
		b.pool(name, x, out.channels(224, pooled), false)
		return out
	}
}

// blockB halves 35x35 to 17x17.
func (b *builder) blockB(name string, x view) view {
	h, w := stride3.of(x)
	out := b.output(h, w, 384+96+x.c)
	b.convTo(name+".branch3x3", stride3, x, out.channels(0, 384))
	t := b.conv(name+".branch3x3dbl_1", one, x, 64)
	t = b.conv(name+".branch3x3dbl_2", same3, t, 96)
	b.convTo(name+".branch3x3dbl_3", stride3, t, out.channels(384, 96))
	b.maxPool(x, out.channels(480, x.c), 2, 0)
	return out
}

// blockC mixes 7x7, factored into rows and columns, at 17x17.
func (b *builder) blockC(c7 int) func(string, view) view {
	return func(name string, x view) view {
		out := b.output(x.h, x.w, 4*192)
		b.convTo(name+".branch1x1", one, x, out.channels(0, 192))
		t := b.conv(name+".branch7x7_1", one, x, c7)
		t = b.conv(name+".branch7x7_2", row7, t, c7)
		b.convTo(name+".branch7x7_3", column7, t, out.channels(192, 192))
		t = b.conv(name+".branch7x7dbl_1", one, x, c7)
		t = b.conv(name+".branch7x7dbl_2", column7, t, c7)
		t = b.conv(name+".branch7x7dbl_3", row7, t, c7)
		t = b.conv(name+".branch7x7dbl_4", column7, t, c7)
		b.convTo(name+".branch7x7dbl_5", row7, t, out.channels(384, 192))
		b.pool(name, x, out.channels(576, 192), false)
		return out
	}
}

// blockD halves 17x17 to 8x8.
func (b *builder) blockD(name string, x view) view {
	h, w := stride3.of(x)
	out := b.output(h, w, 320+192+x.c)
	t := b.conv(name+".branch3x3_1", one, x, 192)
	b.convTo(name+".branch3x3_2", stride3, t, out.channels(0, 320))
	t = b.conv(name+".branch7x7x3_1", one, x, 192)
	t = b.conv(name+".branch7x7x3_2", row7, t, 192)
	t = b.conv(name+".branch7x7x3_3", column7, t, 192)
	b.convTo(name+".branch7x7x3_4", stride3, t, out.channels(320, 192))
	b.maxPool(x, out.channels(512, x.c), 2, 0)
	return out
}

// blockE spreads 8x8 into 2048 channels.
func (b *builder) blockE(largest bool) func(string, view) view {
	return func(name string, x view) view {
		out := b.output(x.h, x.w, 320+4*384+192)
		b.convTo(name+".branch1x1", one, x, out.channels(0, 320))
		t := b.conv(name+".branch3x3_1", one, x, 384)
		b.convTo(name+".branch3x3_2a", row3, t, out.channels(320, 384))
		b.convTo(name+".branch3x3_2b", column3, t, out.channels(704, 384))
		t = b.conv(name+".branch3x3dbl_1", one, x, 448)
		t = b.conv(name+".branch3x3dbl_2", same3, t, 384)
		b.convTo(name+".branch3x3dbl_3a", row3, t, out.channels(1088, 384))
		b.convTo(name+".branch3x3dbl_3b", column3, t, out.channels(1472, 384))
		b.pool(name, x, out.channels(1856, 192), largest)
		return out
	}
}
