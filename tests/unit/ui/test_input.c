#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/str.h"
#include "ui/bind.h"
#include "ui/input.h"

#include <stdlib.h>
#include <string.h>

static void describe(const struct event *event, struct str *out)
{
	char key[KEY_TEXT];

	switch (event->what) {
	case EVENT_KEY:
		key_text(event->key, event->modifiers, key, sizeof key);
		str_printf(out, "%s ", key);
		break;
	case EVENT_MOUSE:
		str_printf(out, "mouse%d.%d+%d@%d,%d ", event->mouse, event->button, event->modifiers, event->x, event->y);
		break;
	case EVENT_PASTE:
	case EVENT_REPLY:
		assert_true(event->text_length <= DECODER_BUFFER);
		str_append_text(out, event->what == EVENT_PASTE ? "paste:" : "reply:");
		str_append(out, event->text, event->text_length);
		str_append_char(out, ' ');
		break;
	}
}

static enum decoded drain(struct decoder *decoder, struct str *out)
{
	struct event event;
	enum decoded decoded;
	while ((decoded = decoder_next(decoder, &event)) == DECODED_EVENT)
		describe(&event, out);
	return decoded;
}

static void feed(struct decoder *decoder, const char *bytes, size_t length, struct str *out)
{
	while (length) {
		size_t taken = decoder_feed(decoder, bytes, length);
		assert_true(taken > 0);
		drain(decoder, out);
		bytes += taken;
		length -= taken;
	}
}

static void settle(struct decoder *decoder, struct str *out)
{
	for (int i = 0; drain(decoder, out) == DECODED_PENDING; i++) {
		assert_true(i <= DECODER_PATIENCE);
		decoder_flush(decoder);
	}
}

static void sequences(void **state)
{
	static const struct {
		const char *bytes, *events;
	} rows[] = {
		{"jG/", "j G / "},
		{"\033[A\033OA\033[1;5A\033[1;2D\033[H\033OF", "<Up> <Up> <C-Up> <S-Left> <Home> <End> "},
		{"\033[5~\033[6~\033[3~\033[2~\033[3;5~\033[1~\033[4~", "<PgUp> <PgDn> <Del> <Ins> <C-Del> <Home> <End> "},
		{"\033OP\033[11~\033[15~\033[24~\033[1;2P\033[[A\033[[E", "<F1> <F1> <F5> <F12> <S-F1> <F1> <F5> "},
		{"\t\033[Z\r\n\x7f\x08", "<Tab> <S-Tab> <Enter> <Enter> <BS> <BS> "},
		{"\x03\x04\x1a\x1c", "^c ^d ^z ^\\ "},
		{"é木\xf0\x9f\x98\x80", "é 木 \xf0\x9f\x98\x80 "},
		{"\xff\xc3(\xed\xa0\x80", "\xef\xbf\xbd \xef\xbf\xbd ( \xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbd "},
		{"\033x\033é\033\r", "M-x M-é <M-Enter> "},
		{"\033", "<Esc> "},
		{"\033\033", "<Esc> <Esc> "},
		{"\033\033[A", "<Esc> <Up> "},
		{"\033[", "M-[ "},
		{"\033[<0;10;5M\033[<0;10;5m\033[<34;1;1M", "mouse0.0+0@9,4 mouse1.0+0@9,4 mouse2.2+0@0,0 "},
		{"\033[<64;3;4M\033[<65;3;4M\033[<16;3;4M", "mouse3.0+0@2,3 mouse4.0+0@2,3 mouse0.0+4@2,3 "},
		{"\033[<0;0;5M\033[<35;3;4M\033[<66;1;1M\033[<0;1M\033[<200;1;1Mk", "k "},
		{"\033[M !!k", "k "},
		{"\033[200~a\033[Ab\n\033[201~k", "paste:a\033[Ab\n k "},
		{"\033[200~x\033[20\033[201~", "paste:x\033[20 "},
		{"\033]11;rgb:0/0/0\033\\k\033]11;rgb:f/f/f\ak", "reply:]11;rgb:0/0/0 k reply:]11;rgb:f/f/f k "},
		{"\033[?62;22c\033[?2026;2$y\033P1+r\033\\\033_Gi=1;OK\033\\", "reply:[?62;22c reply:[?2026;2$y reply:P1+r reply:_Gi=1;OK "},
		/* What means nothing is swallowed, and what comes after is not. */
		{"\033[99~\033[1;1;1;1;1;1x\033[999999999999;5A\033[Ik", "<C-Up> k "},
		{"\033[12\033[A", "<Up> "},
		{"\033[2@j\033[3Xk", "j k "},
		{"\033[12\x03", "^c "},
		{"\033]11;never ends\x03k", "^c k "},
		{"\033]11;cut\033[A", "<Up> "},
		{"\033Oj\033Op\033OM", "* 0 <Enter> "},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct decoder decoder;
		struct str out = {0};
		decoder_init(&decoder);
		feed(&decoder, rows[i].bytes, strlen(rows[i].bytes), &out);
		settle(&decoder, &out);
		assert_string_equal(str_text(&out), rows[i].events);
		str_fini(&out);
	}
}

static void a_lone_escape_waits_for_time(void **state)
{
	struct decoder decoder;
	struct str out = {0};
	decoder_init(&decoder);
	decoder_feed(&decoder, "\033", 1);
	assert_int_equal(drain(&decoder, &out), DECODED_PENDING);
	assert_int_equal(drain(&decoder, &out), DECODED_PENDING);
	decoder_flush(&decoder);
	assert_int_equal(drain(&decoder, &out), DECODED_NOTHING);
	assert_string_equal(str_text(&out), "<Esc> ");
	str_fini(&out);
}

/* A reply or paste on a slow link is not cut by a few flushes, and not waited for for ever. */
static void slow_links_are_waited_for(void **state)
{
	struct decoder decoder;
	struct str out = {0};
	decoder_init(&decoder);
	feed(&decoder, "\033]11;rg", 7, &out);
	for (int i = 0; i < DECODER_PATIENCE - 1; i++) {
		decoder_flush(&decoder);
		assert_int_equal(drain(&decoder, &out), DECODED_PENDING);
	}
	feed(&decoder, "b:0/0/0\a", 8, &out);
	assert_string_equal(str_text(&out), "reply:]11;rgb:0/0/0 ");
	str_clear(&out);
	feed(&decoder, "\033[200~abc", 9, &out);
	settle(&decoder, &out);
	feed(&decoder, "k", 1, &out);
	assert_string_equal(str_text(&out), "paste:abc k ");
	str_fini(&out);
}

static void what_is_too_long_is_cut_or_swallowed(void **state)
{
	static const char *const starts[] = {"\033[200~", "\033]", "\033["};
	static const char *const ends[] = {"\033[201~k", "\ak", "Ak"};
	char many[3 * DECODER_BUFFER];

	memset(many, '1', sizeof many);
	for (int i = 0; i < 3; i++) {
		struct decoder decoder;
		struct str out = {0};
		decoder_init(&decoder);
		feed(&decoder, starts[i], strlen(starts[i]), &out);
		feed(&decoder, many, sizeof many, &out);
		feed(&decoder, ends[i], strlen(ends[i]), &out);
		if (i)
			assert_string_equal(str_text(&out), "k ");
		else
			assert_int_equal(out.length, strlen("paste: k ") + DECODER_BUFFER);
		str_fini(&out);
	}
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* Bytes that often make sequences. */
static size_t make_bytes(uint32_t *seed, char *out, size_t size)
{
	static const char *const parts[] = {"\033", "[", "O", "]", "<", "0;", "1;5", "A", "M", "m", "~", "200~", "201~",
	                                    "\a", "\\", "?", "c", "\xe6", "\x9c", "\xa8", "\xff", "x", "P", "\r", "\x03"};
	size_t length = 0, count = next_random(seed) % 60;
	while (count--) {
		const char *part = parts[next_random(seed) % (sizeof parts / sizeof *parts)];
		if (length + strlen(part) > size)
			break;
		memcpy(out + length, part, strlen(part));
		length += strlen(part);
	}
	return length;
}

static void any_split_gives_the_same_events(void **state)
{
	uint32_t seed = 7;

	for (int round = 0; round < 5000; round++) {
		char bytes[256];
		size_t length = make_bytes(&seed, bytes, sizeof bytes);
		struct decoder whole, split;
		struct str a = {0}, b = {0};
		decoder_init(&whole);
		decoder_init(&split);
		feed(&whole, bytes, length, &a);
		for (size_t at = 0; at < length;) {
			size_t piece = 1 + next_random(&seed) % 5;
			piece = piece < length - at ? piece : length - at;
			feed(&split, bytes + at, piece, &b);
			at += piece;
		}
		settle(&whole, &a);
		settle(&split, &b);
		assert_string_equal(str_text(&a), str_text(&b));
		str_fini(&a);
		str_fini(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sequences),
		cmocka_unit_test(a_lone_escape_waits_for_time),
		cmocka_unit_test(slow_links_are_waited_for),
		cmocka_unit_test(what_is_too_long_is_cut_or_swallowed),
		cmocka_unit_test(any_split_gives_the_same_events),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
