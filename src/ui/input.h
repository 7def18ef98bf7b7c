/*
 * What the terminal sends, decoded: bytes in, events out. Our own small decoder
 * (curses only draws): xterm's keys in both modes (ESC [ A and ESC O A),
 * modifiers, function keys, UTF-8, SGR mouse (?1006 with ?1002), bracketed
 * paste, replies to our own queries (swallowed, handed out as EVENT_REPLY).
 * A lone Esc is told from the start of a sequence by time: when decoder_next
 * says PENDING and nothing came for ESCAPE_DELAY_MS, call decoder_flush.
 * Pure but for its buffer; hostile bytes never overflow or stick.
 */
#ifndef TBTOP_UI_INPUT_H
#define TBTOP_UI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ESCAPE_DELAY_MS 25

enum key {
	KEY_NONE_ = 0, /* code points stand for themselves */
	INPUT_UP = 0x110000, INPUT_DOWN, INPUT_LEFT, INPUT_RIGHT, INPUT_HOME, INPUT_END, INPUT_PAGE_UP, INPUT_PAGE_DOWN,
	INPUT_INSERT, INPUT_DELETE, INPUT_BACKSPACE, INPUT_ENTER, INPUT_TAB, INPUT_BACK_TAB, INPUT_ESCAPE,
	INPUT_F1, /* INPUT_F1 + n - 1 for Fn */
	INPUT_F12 = INPUT_F1 + 11,
};
enum { MODIFIER_SHIFT = 1, MODIFIER_ALT = 2, MODIFIER_CONTROL = 4 };

enum mouse_what { MOUSE_PRESS, MOUSE_RELEASE, MOUSE_DRAG, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

enum event_what { EVENT_KEY, EVENT_MOUSE, EVENT_PASTE, EVENT_REPLY };
struct event {
	enum event_what what;
	uint32_t key;        /* a code point, or enum key; Ctrl-A is 'a' with MODIFIER_CONTROL */
	uint8_t modifiers;
	enum mouse_what mouse;
	int button;          /* 0 left, 1 middle, 2 right */
	int x, y;            /* cells from 0 */
	const char *text;    /* PASTE, REPLY: borrowed until the next call */
	size_t text_length;
};

#define DECODER_BUFFER 4096
struct decoder {
	char buffer[DECODER_BUFFER];
	size_t length, taken;
	bool pasting;
	char text[DECODER_BUFFER + 1];
	size_t text_length;
};

void decoder_init(struct decoder *decoder);
/* Takes as many bytes as there is room for and returns how many; call decoder_next until it is not EVENT, then feed the rest. */
size_t decoder_feed(struct decoder *decoder, const char *bytes, size_t length);
enum decoded { DECODED_EVENT, DECODED_PENDING, DECODED_NOTHING };
enum decoded decoder_next(struct decoder *decoder, struct event *out);
/* No more is coming: what is pending is taken for what it is (a lone Esc is a key). */
void decoder_flush(struct decoder *decoder);

#endif
