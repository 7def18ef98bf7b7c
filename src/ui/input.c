/*
 * A machine that looks at one byte at a time, so how the bytes were split into
 * reads cannot matter. Forms: ECMA-48 (CSI, SS3, strings), and xterm's
 * ctlseqs.txt for keys, the mouse and pasting.
 */
#include "ui/input.h"

#include <string.h>

enum state { GROUND, UTF8, ESCAPE, CSI, SS3, LINUX_KEY, OLD_MOUSE, STRING, STRING_ESCAPE, PASTE };

#define ESC 0x1b
#define CSI_ARGUMENTS 3
static const char paste_end[] = "\033[201~";

void decoder_init(struct decoder *decoder)
{
	memset(decoder, 0, sizeof *decoder);
}

size_t decoder_feed(struct decoder *decoder, const char *bytes, size_t length)
{
	if (decoder->taken) {
		decoder->length -= decoder->taken;
		memmove(decoder->buffer, decoder->buffer + decoder->taken, decoder->length);
		decoder->taken = 0;
	}
	if (length > DECODER_BUFFER - decoder->length)
		length = DECODER_BUFFER - decoder->length;
	if (length)
		memcpy(decoder->buffer + decoder->length, bytes, length);
	decoder->length += length;
	return length;
}

static void collect(struct decoder *decoder, unsigned char byte)
{
	if (decoder->text_length < DECODER_BUFFER)
		decoder->text[decoder->text_length++] = (char)byte;
	else
		decoder->overlong = true;
}

static void start(struct decoder *decoder, enum state state)
{
	decoder->state = state;
	decoder->text_length = 0;
	decoder->overlong = false;
	decoder->matched = 0;
}

static bool give_key(struct decoder *decoder, uint32_t key, uint8_t modifiers, struct event *out)
{
	*out = (struct event){.what = EVENT_KEY, .key = key, .modifiers = modifiers};
	if (decoder->alt)
		out->modifiers |= MODIFIER_ALT;
	decoder->alt = false;
	decoder->state = GROUND;
	return true;
}

static bool give_text(struct decoder *decoder, enum event_what what, struct event *out)
{
	decoder->text[decoder->text_length] = 0;
	decoder->state = GROUND;
	*out = (struct event){.what = what, .text = decoder->text, .text_length = decoder->text_length};
	return true;
}

static bool take_control(struct decoder *decoder, unsigned char byte, struct event *out)
{
	switch (byte) {
	case 0x00:
		return give_key(decoder, ' ', MODIFIER_CONTROL, out);
	case 0x08:
	case 0x7f:
		return give_key(decoder, INPUT_BACKSPACE, 0, out);
	case '\t':
		return give_key(decoder, INPUT_TAB, 0, out);
	case '\n':
	case '\r':
		return give_key(decoder, INPUT_ENTER, 0, out);
	default:
		return give_key(decoder, byte <= 26 ? byte + 'a' - 1u : byte + '@' + 0u, MODIFIER_CONTROL, out);
	}
}

/* The first byte of a UTF-8 sequence says how many follow and bounds the second (Unicode 15, table 3-7). */
static bool start_utf8(struct decoder *decoder, unsigned char byte, struct event *out)
{
	if (byte < 0xc2 || byte > 0xf4)
		return give_key(decoder, 0xfffd, 0, out);
	decoder->code_bytes = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
	decoder->code = byte & (0x3fu >> decoder->code_bytes);
	decoder->code_low = byte == 0xe0 ? 0xa0 : byte == 0xf0 ? 0x90 : 0x80;
	decoder->code_high = byte == 0xed ? 0x9f : byte == 0xf4 ? 0x8f : 0xbf;
	decoder->state = UTF8;
	return false;
}

static bool take_ground(struct decoder *decoder, unsigned char byte, struct event *out)
{
	if (byte == ESC) {
		decoder->state = ESCAPE;
		return false;
	}
	if (byte < ' ' || byte == 0x7f)
		return take_control(decoder, byte, out);
	if (byte >= 0x80)
		return start_utf8(decoder, byte, out);
	return give_key(decoder, byte, 0, out);
}

/* *again: the byte does not belong to what was before it. */
static bool take_utf8(struct decoder *decoder, unsigned char byte, struct event *out, bool *again)
{
	if (byte < decoder->code_low || byte > decoder->code_high) {
		*again = true;
		return give_key(decoder, 0xfffd, 0, out);
	}
	decoder->code = decoder->code << 6 | (byte & 0x3f);
	decoder->code_low = 0x80;
	decoder->code_high = 0xbf;
	return --decoder->code_bytes ? false : give_key(decoder, decoder->code, 0, out);
}

static bool take_escape(struct decoder *decoder, unsigned char byte, struct event *out)
{
	switch (byte) {
	case ESC: /* the first one was the key, this one may begin a sequence */
		give_key(decoder, INPUT_ESCAPE, 0, out);
		decoder->state = ESCAPE;
		return true;
	case '[':
		start(decoder, CSI);
		break;
	case 'O':
		start(decoder, SS3);
		break;
	case ']': /* OSC, DCS, APC, PM, SOS */
	case 'P':
	case '_':
	case '^':
	case 'X':
		start(decoder, STRING);
		break;
	default:
		decoder->alt = true;
		return take_ground(decoder, byte, out);
	}
	collect(decoder, byte);
	return false;
}

/* Decimal arguments after the introducer and a private prefix; sub-arguments (":") and the rest are left out. */
static int parse_arguments(const char *text, int *arguments)
{
	int count = 0;

	if (*text >= '<' && *text <= '?')
		text++;
	memset(arguments, 0, CSI_ARGUMENTS * sizeof *arguments);
	for (; count < CSI_ARGUMENTS; text++) {
		if (*text >= '0' && *text <= '9') {
			if (arguments[count] < 10000)
				arguments[count] = arguments[count] * 10 + *text - '0';
		} else if (*text == ';') {
			count++;
		} else {
			return count + 1;
		}
	}
	return count;
}

/* xterm: 1 + a sum of 1 Shift, 2 Alt, 4 Control, 8 Meta. */
static uint8_t modifiers_of(int argument)
{
	return argument > 1 ? (uint8_t)((argument - 1) & 7) : 0;
}

static uint32_t letter_key(unsigned char final)
{
	switch (final) {
	case 'A':
		return INPUT_UP;
	case 'B':
		return INPUT_DOWN;
	case 'C':
		return INPUT_RIGHT;
	case 'D':
		return INPUT_LEFT;
	case 'H':
		return INPUT_HOME;
	case 'F':
		return INPUT_END;
	case 'Z':
		return INPUT_BACK_TAB;
	case 'P':
	case 'Q':
	case 'R':
	case 'S':
		return INPUT_F1 + (final - 'P' + 0u);
	default:
		return KEY_NONE_;
	}
}

static uint32_t number_key(int number)
{
	static const uint32_t keys[] = {
		[1] = INPUT_HOME, [2] = INPUT_INSERT, [3] = INPUT_DELETE, [4] = INPUT_END,
		[5] = INPUT_PAGE_UP, [6] = INPUT_PAGE_DOWN, [7] = INPUT_HOME, [8] = INPUT_END,
		[11] = INPUT_F1, [12] = INPUT_F1 + 1, [13] = INPUT_F1 + 2, [14] = INPUT_F1 + 3,
		[15] = INPUT_F1 + 4, [17] = INPUT_F1 + 5, [18] = INPUT_F1 + 6, [19] = INPUT_F1 + 7,
		[20] = INPUT_F1 + 8, [21] = INPUT_F1 + 9, [23] = INPUT_F1 + 10, [24] = INPUT_F12,
	};
	return number < (int)(sizeof keys / sizeof *keys) ? keys[number] : KEY_NONE_;
}

/* CSI < button ; x ; y, then M (pressed, moved) or m (released). */
static bool give_mouse(struct decoder *decoder, const int *arguments, bool release, struct event *out)
{
	int button = arguments[0];
	struct event event = {.what = EVENT_MOUSE, .x = arguments[1] - 1, .y = arguments[2] - 1};

	decoder->state = GROUND;
	if (button >= 128 || event.x < 0 || event.y < 0)
		return false;
	event.modifiers = (uint8_t)(button >> 2 & 7);
	if (button & 64) {
		if (button & 2 || release) /* sideways */
			return false;
		event.mouse = button & 1 ? MOUSE_WHEEL_DOWN : MOUSE_WHEEL_UP;
	} else {
		event.button = button & 3;
		if (event.button == 3) /* moved without a button */
			return false;
		event.mouse = release ? MOUSE_RELEASE : button & 32 ? MOUSE_DRAG : MOUSE_PRESS;
	}
	*out = event;
	return true;
}

static bool give_csi(struct decoder *decoder, unsigned char final, struct event *out)
{
	int arguments[CSI_ARGUMENTS];
	char prefix = decoder->text[1];

	decoder->state = GROUND;
	if (decoder->overlong)
		return false;
	decoder->text[decoder->text_length] = 0;
	int count = parse_arguments(decoder->text + 1, arguments);
	if (prefix == '<')
		return count == 3 && (final == 'M' || final == 'm') && give_mouse(decoder, arguments, final == 'm', out);
	if ((prefix >= '=' && prefix <= '?') || final == 't')
		return give_text(decoder, EVENT_REPLY, out);
	if (final == '~' && arguments[0] == 200) {
		start(decoder, PASTE);
		return false;
	}
	uint32_t key = final == '~' ? number_key(arguments[0]) : letter_key(final);
	return key != KEY_NONE_ && give_key(decoder, key, modifiers_of(arguments[1]), out);
}

static bool take_csi(struct decoder *decoder, unsigned char byte, struct event *out, bool *again)
{
	if (byte < ' ' || byte >= 0x7f) {
		decoder->state = GROUND;
		*again = true;
		return false;
	}
	if (decoder->text_length == 1 && byte == '[')
		decoder->state = LINUX_KEY;
	else if (decoder->text_length == 1 && byte == 'M')
		start(decoder, OLD_MOUSE);
	collect(decoder, byte);
	return decoder->state == CSI && byte >= '@' ? give_csi(decoder, byte, out) : false;
}

static bool take_ss3(struct decoder *decoder, unsigned char byte, struct event *out, bool *again)
{
	uint32_t key = letter_key(byte);

	if (byte >= '0' && byte <= ';') { /* a modifier, as some send it */
		collect(decoder, byte);
		return false;
	}
	decoder->state = GROUND;
	if (byte < ' ' || byte >= 0x7f) {
		*again = true;
		return false;
	}
	if (byte == 'M')
		return give_key(decoder, INPUT_ENTER, 0, out);
	if ((byte >= 'j' && byte <= 'y') || byte == 'X') /* the number pad: * to 9, and = */
		return give_key(decoder, byte == 'X' ? '=' : byte - 0x40u, 0, out);
	char last = decoder->text[decoder->text_length - 1];
	return key != KEY_NONE_ && give_key(decoder, key, modifiers_of(last == 'O' ? 0 : last - '0'), out);
}

static bool take_linux_key(struct decoder *decoder, unsigned char byte, struct event *out, bool *again)
{
	decoder->state = GROUND;
	if (byte >= 'A' && byte <= 'E')
		return give_key(decoder, INPUT_F1 + (byte - 'A' + 0u), 0, out);
	*again = byte < ' ' || byte >= 0x7f;
	return false;
}

/* X10's form, from a terminal that doesn't know ?1006: three bytes, swallowed. */
static bool take_old_mouse(struct decoder *decoder, unsigned char byte, bool *again)
{
	*again = byte < ' ';
	collect(decoder, byte);
	if (*again || decoder->text_length == 4)
		decoder->state = GROUND;
	return false;
}

static bool end_string(struct decoder *decoder, struct event *out)
{
	decoder->state = GROUND;
	return !decoder->overlong && give_text(decoder, EVENT_REPLY, out);
}

/* Ends with BEL or Esc \. Any other control character is a key: the string was none, or its end got lost. */
static bool take_string(struct decoder *decoder, unsigned char byte, struct event *out, bool *again)
{
	if (decoder->state == STRING_ESCAPE) {
		if (byte == '\\')
			return end_string(decoder, out);
		decoder->state = ESCAPE;
		*again = true;
	} else if (byte == '\a') {
		return end_string(decoder, out);
	} else if (byte == ESC) {
		decoder->state = STRING_ESCAPE;
	} else if (byte < ' ') {
		decoder->state = GROUND;
		*again = true;
	} else {
		collect(decoder, byte);
	}
	return false;
}

static bool take_paste(struct decoder *decoder, unsigned char byte, struct event *out)
{
	if (byte == (unsigned char)paste_end[decoder->matched]) {
		if (paste_end[++decoder->matched])
			return false;
		return give_text(decoder, EVENT_PASTE, out);
	}
	for (int i = 0; i < decoder->matched; i++)
		collect(decoder, (unsigned char)paste_end[i]);
	decoder->matched = byte == ESC;
	if (byte != ESC)
		collect(decoder, byte);
	return false;
}

static bool take(struct decoder *decoder, unsigned char byte, struct event *out, bool *again)
{
	switch ((enum state)decoder->state) {
	case GROUND:
		return take_ground(decoder, byte, out);
	case UTF8:
		return take_utf8(decoder, byte, out, again);
	case ESCAPE:
		return take_escape(decoder, byte, out);
	case CSI:
		return take_csi(decoder, byte, out, again);
	case SS3:
		return take_ss3(decoder, byte, out, again);
	case LINUX_KEY:
		return take_linux_key(decoder, byte, out, again);
	case OLD_MOUSE:
		return take_old_mouse(decoder, byte, again);
	case STRING:
	case STRING_ESCAPE:
		return take_string(decoder, byte, out, again);
	case PASTE:
		return take_paste(decoder, byte, out);
	}
	return false;
}

/* Time has passed: what is pending is taken for what it is, or waited for some more. */
static bool resolve(struct decoder *decoder, struct event *out)
{
	decoder->flushing = false;
	decoder->idle++;
	if (decoder->state == ESCAPE)
		return give_key(decoder, INPUT_ESCAPE, 0, out);
	if ((decoder->state == CSI || decoder->state == SS3 || decoder->state == STRING) && decoder->text_length == 1) {
		decoder->alt = true; /* Alt with a key that also begins sequences */
		return give_key(decoder, (unsigned char)decoder->text[0], 0, out);
	}
	if (decoder->state == GROUND || decoder->idle < DECODER_PATIENCE)
		return false;
	if (decoder->state == PASTE)
		return give_text(decoder, EVENT_PASTE, out);
	if (decoder->state == UTF8)
		return give_key(decoder, 0xfffd, 0, out);
	decoder->state = GROUND;
	return false;
}

enum decoded decoder_next(struct decoder *decoder, struct event *out)
{
	while (decoder->taken < decoder->length) {
		bool again = false;
		unsigned char byte = (unsigned char)decoder->buffer[decoder->taken];
		bool given = take(decoder, byte, out, &again);
		decoder->idle = 0;
		decoder->taken += !again;
		if (given)
			return DECODED_EVENT;
	}
	if (decoder->flushing && resolve(decoder, out))
		return DECODED_EVENT;
	return decoder->state == GROUND ? DECODED_NOTHING : DECODED_PENDING;
}

void decoder_flush(struct decoder *decoder)
{
	decoder->flushing = true;
}
