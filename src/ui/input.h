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

#define ESCAPE_DELAY_MS 12

enum key {
	KEY_NONE_ = 0, /* code points stand for themselves */
	INPUT_UP = 0x110000, INPUT_DOWN, INPUT_LEFT, INPUT_RIGHT,
	INPUT_HOME, INPUT_END, INPUT_PAGE_UP, INPUT_PAGE_DOWN,
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
	char buffer[DECODER_BUFFER]; /* fed, not looked at yet: [taken, length) */
	size_t length, taken;
	int state;                      /* what the bytes so far are the start of */
	bool alt;                       /* an Esc came before */
	uint32_t code;                  /* UTF-8: bits so far, bytes to come, what the next may be */
	int code_bytes;
	unsigned char code_low, code_high;
	char text[DECODER_BUFFER + 1];  /* the sequence so far, from the byte after Esc; or what is pasted */
	size_t text_length;
	bool overlong;                  /* it is longer than that: swallowed (a paste: cut) */
	int matched;                    /* bytes of the end of a paste */
	bool flushing;
	int idle;                       /* flushes since the last byte */
};

void decoder_init(struct decoder *decoder);
/*
 * Takes as many bytes as there is room for and returns how many; call decoder_next
 * until it is not EVENT, then feed the rest.
 */
size_t decoder_feed(struct decoder *decoder, const char *bytes, size_t length);
/*
 * A reply's text is the sequence without its Esc and terminator: "]11;rgb:0/0/0",
 * "[?62;22c", "[6;20;10t", "P1+r…", "_Gi=1;OK". PENDING: a sequence has begun; see decoder_flush.
 */
enum decoded { DECODED_EVENT, DECODED_PENDING, DECODED_NOTHING };
enum decoded decoder_next(struct decoder *decoder, struct event *out);
/*
 * ESCAPE_DELAY_MS went by without a byte: call decoder_next again. A lone Esc is
 * then a key. A longer sequence or a paste may be under way on a slow link: it is
 * given up after DECODER_PATIENCE flushes, so call again while it says PENDING.
 */
#define DECODER_PATIENCE 20
void decoder_flush(struct decoder *decoder);

#endif
