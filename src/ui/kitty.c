#include "ui/kitty.h"

#include "base/base64.h"

#define CHUNK 3072 /* bytes; as base64 the 4096 that a sequence may hold */
#define PLACEHOLDER 0x10EEEE

/* Through tmux to the terminal around it: each Esc doubled. */
static void append_sequence(struct str *out, const struct graphics *graphics, const struct str *body)
{
	if (graphics->inside)
		str_append_text(out, "\033Ptmux;\033\033_G");
	else
		str_append_text(out, "\033_G");
	str_append_slice(out, str_slice(body));
	str_append_text(out, graphics->inside ? "\033\033\\\033\\" : "\033\\");
}

void kitty_append_image(struct str *out, const struct graphics *graphics, uint32_t number, struct slice png,
                        int columns, int rows)
{
	struct str body = {0};
	for (size_t at = 0; at < png.length; at += CHUNK) {
		size_t left = png.length - at, length = left < CHUNK ? left : CHUNK;
		str_clear(&body);
		if (at == 0 && graphics->inside)
			str_printf(&body, "a=T,U=1,c=%d,r=%d,", columns, rows);
		else if (at == 0)
			str_append_text(&body, "a=t,");
		if (at == 0)
			str_printf(&body, "f=100,i=%u,", graphics_image(graphics, number));
		str_printf(&body, "q=2,m=%d;", left > CHUNK);
		base64_append(&body, slice_make(png.data + at, length));
		append_sequence(out, graphics, &body);
	}
	str_fini(&body);
}

void kitty_append_place(struct str *out, const struct graphics *graphics, uint32_t number, int columns, int rows)
{
	struct str body = {0};
	str_printf(&body, "a=p,i=%u,p=1,c=%d,r=%d,C=1,q=2", graphics_image(graphics, number), columns, rows);
	append_sequence(out, graphics, &body);
	str_fini(&body);
}

void kitty_append_forget(struct str *out, const struct graphics *graphics, uint32_t number)
{
	struct str body = {0};
	str_printf(&body, "a=d,d=I,i=%u,q=2", graphics_image(graphics, number));
	append_sequence(out, graphics, &body);
	str_fini(&body);
}

/*
 * The mark for a number: the combining characters of class 230 that Unicode 6.0 had, in order, but those that
 * normalization melts into letters (kitty, gen/rowcolumn-diacritics.txt). First of a stretch, and how many.
 */
static uint32_t mark_of(int number)
{
	static const struct {
		uint32_t first;
		int count;
	} marks[] = {
		{0x0305, 1}, {0x030D, 2}, {0x0310, 1}, {0x0312, 1}, {0x033D, 3}, {0x0346, 1}, {0x034A, 3}, {0x0350, 3},
		{0x0357, 1}, {0x035B, 1}, {0x0363, 13}, {0x0483, 5}, {0x0592, 4}, {0x0597, 3}, {0x059C, 6}, {0x05A8, 2},
		{0x05AB, 2}, {0x05AF, 1}, {0x05C4, 1}, {0x0610, 8}, {0x0657, 5}, {0x065D, 2}, {0x06D6, 7}, {0x06DF, 4},
		{0x06E4, 1}, {0x06E7, 2}, {0x06EB, 2}, {0x0730, 1}, {0x0732, 2}, {0x0735, 2}, {0x073A, 1}, {0x073D, 1},
		{0x073F, 3}, {0x0743, 1}, {0x0745, 1}, {0x0747, 1}, {0x0749, 2}, {0x07EB, 7}, {0x07F3, 1}, {0x0816, 4},
		{0x081B, 9}, {0x0825, 3}, {0x0829, 5}, {0x0951, 1}, {0x0953, 2}, {0x0F82, 2}, {0x0F86, 2}, {0x135D, 3},
		{0x17DD, 1}, {0x193A, 1}, {0x1A17, 1}, {0x1A75, 8}, {0x1B6B, 1}, {0x1B6D, 7}, {0x1CD0, 3}, {0x1CDA, 2},
		{0x1CE0, 1}, {0x1DC0, 2}, {0x1DC3, 7}, {0x1DCB, 2}, {0x1DD1, 22}, {0x1DFE, 1}, {0x20D0, 2}, {0x20D4, 4},
		{0x20DB, 2}, {0x20E1, 1}, {0x20E7, 1}, {0x20E9, 1}, {0x20F0, 1}, {0x2CEF, 3}, {0x2DE0, 32}, {0xA66F, 1},
		{0xA67C, 2}, {0xA6F0, 2}, {0xA8E0, 18}, {0xAAB0, 1}, {0xAAB2, 2}, {0xAAB7, 2}, {0xAABE, 2}, {0xAAC1, 1},
		{0xFE20, 7}, {0x10A0F, 1}, {0x10A38, 1}, {0x1D185, 5}, {0x1D1AA, 4}, {0x1D242, 3},
	};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; number -= marks[i++].count)
		if (number < marks[i].count)
			return marks[i].first + (uint32_t)number;
	return 0;
}

bool kitty_placeholder(int column, int row, uint32_t code[3])
{
	code[0] = PLACEHOLDER;
	code[1] = row < 0 ? 0 : mark_of(row);
	code[2] = column < 0 ? 0 : mark_of(column);
	return code[1] && code[2];
}

void iterm_append_image(struct str *out, struct slice png, int columns, int rows)
{
	str_printf(out, "\033]1337;File=inline=1;size=%zu;width=%d;height=%d;preserveAspectRatio=0;doNotMoveCursor=1:",
	           png.length, columns, rows);
	base64_append(out, png);
	str_append_char(out, '\a');
}
