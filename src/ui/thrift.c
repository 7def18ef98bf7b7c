#include "ui/thrift.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ESC 0x1B
#define PARAMETERS 64 /* bytes: more has no sequence of ours */

/* Attributes that show on a blank. */
#define ON_BLANKS (1u << 4 | 1u << 7 | 1u << 9)

static const struct thrift_style plain = {.charset = 'B'};

static const struct place nowhere = {-1, -1};

void thrift_begin(struct thrift *thrift, struct patch *patch)
{
	*thrift = (struct thrift){
		.wanted = plain, .sent = plain, .meant = nowhere, .place = nowhere, .columns = thrift->columns, .patch = patch};
}

void thrift_resize(struct thrift *thrift, int columns)
{
	thrift->columns = columns;
	thrift->meant = thrift->place = nowhere;
}

/* ---- What curses says ------------------------------------------------------------------ */

static bool set_colour(char colour[THRIFT_COLOUR], const char *text, size_t length)
{
	if (length >= THRIFT_COLOUR)
		return false;
	memcpy(colour, text, length);
	colour[length] = '\0';
	return true;
}

/* 38 or 48 and what belongs to it: "5;n", "2;r;g;b", or all of it with colons. Returns its length; 0 when it is none. */
static size_t colour_length(const char *text)
{
	size_t length = strcspn(text, ";");
	if (memchr(text, ':', length))
		return length;
	int more = !strncmp(text + length, ";5;", 3) ? 2 : !strncmp(text + length, ";2;", 3) ? 4 : 0;
	for (int i = 0; i < more; i++) {
		if (!text[length])
			return 0;
		length += 1 + strcspn(text + length + 1, ";");
	}
	return more ? length : 0;
}

static bool set_attribute(struct thrift_style *style, long code)
{
	if (code >= 1 && code <= 9)
		style->attributes |= (uint16_t)(1u << code);
	else if (code == 22)
		style->attributes &= (uint16_t)~(1u << 1 | 1u << 2);
	else if (code >= 23 && code <= 29)
		style->attributes &= (uint16_t)~(1u << (code - 20));
	else
		return false;
	return true;
}

/* One parameter (an empty one stands for 0), or one colour of several; *length: how long it is. False: not understood. */
static bool apply_one(struct thrift_style *style, const char *text, size_t *length)
{
	*length = strcspn(text, ";");
	long code = strtol(text, NULL, 10);
	bool background = (code >= 40 && code <= 49) || (code >= 100 && code <= 107);
	char *colour = background ? style->background : style->foreground;
	if (code == 38 || code == 48) {
		*length = colour_length(text);
		return *length && set_colour(colour, text, *length);
	}
	if (memchr(text, ':', *length))
		return false;
	if (code == 0)
		*style = (struct thrift_style){.charset = style->charset};
	else if (code == 39 || code == 49)
		colour[0] = '\0';
	else if ((code >= 30 && code <= 47) || (code >= 90 && code <= 107))
		return set_colour(colour, text, *length);
	else
		return set_attribute(style, code);
	return true;
}

/* False when it is not understood. */
static bool apply(struct thrift_style *style, struct slice parameters)
{
	char text[PARAMETERS];
	if (parameters.length >= sizeof text)
		return false;
	memcpy(text, parameters.data, parameters.length);
	text[parameters.length] = '\0';
	for (const char *next = text;; next++) {
		size_t length;
		if (!apply_one(style, next, &length))
			return false;
		next += length;
		if (!*next)
			return true;
	}
}

/* ---- What the terminal is told ----------------------------------------------------------- */

static bool same_style(const struct thrift_style *a, const struct thrift_style *b)
{
	return a->attributes == b->attributes && !strcmp(a->foreground, b->foreground) &&
	       !strcmp(a->background, b->background);
}

static void add(char *parameters, size_t size, const char *more)
{
	size_t length = strlen(parameters);
	snprintf(parameters + length, size - length, "%s%s", length ? ";" : "", more);
}

/* From one style to another, by what differs. */
static void say_change(char *out, size_t size, const struct thrift_style *from, const struct thrift_style *to)
{
	unsigned gone = from->attributes & ~to->attributes, there = from->attributes & to->attributes;
	char number[4];
	out[0] = '\0';
	if (gone & (1u << 1 | 1u << 2)) { /* one code ends both */
		add(out, size, "22");
		there &= ~(1u << 1 | 1u << 2);
	}
	for (unsigned i = 1; i <= 9; i++) {
		bool ends = i > 2 && gone & 1u << i, begins = to->attributes & ~there & 1u << i;
		if (!ends && !begins)
			continue;
		snprintf(number, sizeof number, "%u", ends ? 20 + i : i);
		add(out, size, number);
	}
	if (strcmp(from->foreground, to->foreground))
		add(out, size, *to->foreground ? to->foreground : "39");
	if (strcmp(from->background, to->background))
		add(out, size, *to->background ? to->background : "49");
}

/* The shorter way: by what differs, or all anew. */
static void send(struct thrift *thrift, const struct thrift_style *to, struct str *out)
{
	char change[4 * PARAMETERS], anew[4 * PARAMETERS] = "0";
	if (!thrift->known || thrift->sent.charset != to->charset) {
		char designation[] = {ESC, '(', to->charset};
		str_append(out, designation, sizeof designation);
	}
	if (!thrift->known || !same_style(&thrift->sent, to)) {
		char rest[4 * PARAMETERS];
		say_change(rest, sizeof rest, &plain, to);
		if (*rest)
			add(anew, sizeof anew, rest);
		say_change(change, sizeof change, &thrift->sent, to);
		const char *all = *rest ? anew : "";
		str_printf(out, "\033[%sm", !thrift->known || strlen(all) < strlen(change) ? all : change);
	}
	thrift->sent = *to;
	thrift->known = true;
}

/* For a blank, and for what erases: the background shows, and what is drawn on it. */
static void send_for_blank(struct thrift *thrift, struct str *out)
{
	struct thrift_style to = thrift->sent;
	if (!thrift->known || ((thrift->sent.attributes | thrift->wanted.attributes) & ON_BLANKS)) {
		send(thrift, &thrift->wanted, out);
		return;
	}
	memcpy(to.background, thrift->wanted.background, sizeof to.background);
	send(thrift, &to, out);
}

/* ---- Sequences ------------------------------------------------------------------------------ */

/* Of a control sequence behind its "ESC [": up to the final byte and with it; 0 when it doesn't end. */
static size_t sequence_length(const char *bytes, size_t length)
{
	size_t at = 0;
	while (at < length && bytes[at] >= 0x20 && bytes[at] <= 0x3F)
		at++;
	return at < length && bytes[at] >= 0x40 && bytes[at] <= 0x7E ? at + 1 : 0;
}

static void pass_sequence(struct thrift *thrift, const char *bytes, size_t length, struct str *out)
{
	static const char moves[] = "HGdABCDf`bhl"; /* and repeating, and modes */
	char final = bytes[length - 1];
	if (strchr("XKJ@PLM", final))
		send_for_blank(thrift, out);
	else if (!strchr(moves, final))
		send(thrift, &thrift->wanted, out);
	str_append_text(out, "\033[");
	str_append(out, bytes, length);
}

/* What begins with an escape; returns how long it is, 0 when it is not understood. */
static size_t take_escape(struct thrift *thrift, const char *bytes, size_t length, struct str *out)
{
	if (length >= 3 && bytes[1] == '(') {
		thrift->wanted.charset = bytes[2];
		return 3;
	}
	if (length >= 2 && memchr("=>M", bytes[1], 3)) { /* the keypad; up, which may scroll */
		send_for_blank(thrift, out);
		str_append(out, bytes, 2);
		return 2;
	}
	size_t sequence = length > 2 && bytes[1] == '[' ? sequence_length(bytes + 2, length - 2) : 0;
	if (!sequence)
		return 0;
	if (bytes[1 + sequence] != 'm')
		pass_sequence(thrift, bytes + 2, sequence, out);
	else if (!apply(&thrift->wanted, slice_make(bytes + 2, sequence - 1)))
		return 0;
	return 2 + sequence;
}

static void take_byte(struct thrift *thrift, char byte, struct str *out)
{
	if (byte == ' ' || byte == '\n')
		send_for_blank(thrift, out);
	else if (byte != '\r' && byte != '\b')
		send(thrift, &thrift->wanted, out);
	str_append_char(out, byte);
}

/* ---- Where the cursor goes ------------------------------------------------------------------ */

/* What a frame is made of, while it is read. */
struct reading {
	struct thrift *thrift;
	struct place at;
	bool simple; /* so far it only puts characters of one column */
};

/* One of up to two parameters; what is not there is 1. */
static int parameter(struct slice parameters, int index)
{
	char text[PARAMETERS];
	if (parameters.length >= sizeof text)
		return 1;
	memcpy(text, parameters.data, parameters.length);
	text[parameters.length] = '\0';
	const char *second = strchr(text, ';');
	int value = index ? (second ? atoi(second + 1) : 1) : atoi(text);
	return value > 0 ? value : 1;
}

static int look_of(struct thrift *thrift, const struct thrift_style *style)
{
	for (size_t i = 0; i < thrift->look_count; i++)
		if (same_style(&thrift->looks[i], style) && thrift->looks[i].charset == style->charset)
			return (int)i;
	if (thrift->look_count == PATCH_LOOKS)
		return -1;
	thrift->looks[thrift->look_count] = *style;
	return (int)thrift->look_count++;
}

static void read_character(struct reading *reading, struct slice text, int width)
{
	struct thrift *thrift = reading->thrift;
	bool blank = *text.data == ' ' && !(thrift->wanted.attributes & ON_BLANKS);
	int look = look_of(thrift, &thrift->wanted);
	reading->simple &= width == 1 && look >= 0 && reading->at.row >= 0 &&
	                   patch_put(thrift->patch, reading->at, (uint8_t)look, blank, text);
	reading->at.column += width;
	if (reading->at.column >= thrift->columns) /* to wrap, or not yet */
		reading->at = nowhere;
}

static void read_sequence(struct reading *reading, struct slice parameters, char final)
{
	int first = parameter(parameters, 0);
	struct place *at = &reading->at;
	if (final == 'm') {
		reading->simple &= apply(&reading->thrift->wanted, parameters);
	} else if (final == 'H') {
		*at = (struct place){first - 1, parameter(parameters, 1) - 1};
	} else if (strchr("XKJ@Phl", final)) {
		reading->simple = false;
	} else if (at->row >= 0 && strchr("ABCDGd`", final)) {
		at->row += final == 'A' ? -first : final == 'B' ? first : 0;
		at->column += final == 'C' ? first : final == 'D' ? -first : 0;
		at->row = final == 'd' ? first - 1 : at->row;
		at->column = final == 'G' || final == '`' ? first - 1 : at->column;
	} else {
		reading->simple = false;
		*at = nowhere;
	}
}

/* Returns how long it is. */
static size_t read_escape(struct reading *reading, const char *bytes, size_t length)
{
	if (length >= 3 && bytes[1] == '(') {
		reading->thrift->wanted.charset = bytes[2];
		return 3;
	}
	if (length >= 2 && (bytes[1] == '=' || bytes[1] == '>')) {
		reading->simple = false;
		return 2;
	}
	size_t sequence = length > 2 && bytes[1] == '[' ? sequence_length(bytes + 2, length - 2) : 0;
	if (sequence) {
		read_sequence(reading, slice_make(bytes + 2, sequence - 1), bytes[1 + sequence]);
		return 2 + sequence;
	}
	reading->simple = false;
	reading->at = nowhere;
	return 1;
}

static size_t read_text(struct reading *reading, struct slice rest)
{
	uint32_t code;
	char byte = *rest.data;
	size_t length = text_decode(rest, &code);
	bool known = code >= 0x20 && code != 0x7F && !(code == 0xFFFD && length < 3);
	if (byte == '\r') {
		reading->at.column = 0;
	} else if (byte == '\b') {
		reading->at.column--;
	} else if (known) {
		read_character(reading, slice_make(rest.data, length), text_code_width(code));
	} else {
		reading->simple = false;
		reading->at = nowhere;
	}
	return length;
}

/* True when it only puts characters, which are in the patch then; the colours go on from here to what they are behind it. */
static bool read_frame(struct thrift *thrift, struct slice frame)
{
	struct reading reading = {thrift, thrift->meant, true};
	thrift->patch->count = thrift->look_count = 0;
	for (size_t at = 0, length; at < frame.length; at += length) {
		struct slice rest = slice_make(frame.data + at, frame.length - at);
		length = *rest.data == ESC ? read_escape(&reading, rest.data, rest.length) : read_text(&reading, rest);
		if (reading.at.column < 0)
			reading.at = nowhere;
	}
	thrift->meant = reading.at;
	return reading.simple && thrift->patch->count;
}

/* ---- Frames --------------------------------------------------------------------------------- */

static bool same_place(struct place a, struct place b)
{
	return a.row == b.row && a.column == b.column;
}

/* To where curses goes on from. */
static void go_back(struct thrift *thrift, struct place meant, struct str *out)
{
	if (meant.row >= 0 && !same_place(thrift->place, meant))
		patch_move(thrift->place, meant, out);
}

static void take_in_order(struct thrift *thrift, struct slice frame, struct str *out)
{
	for (size_t at = 0, length; at < frame.length && !thrift->off; at += length) {
		length = 1;
		if (frame.data[at] != ESC) {
			take_byte(thrift, frame.data[at], out);
			continue;
		}
		struct thrift_style before = thrift->wanted;
		length = take_escape(thrift, frame.data + at, frame.length - at, out);
		if (length)
			continue;
		thrift->wanted = before;
		send(thrift, &thrift->wanted, out);
		thrift->off = true;
		str_append(out, frame.data + at, frame.length - at);
		return;
	}
	if (thrift->off)
		str_append_slice(out, frame);
}

static bool blank_suits(const void *context, uint8_t blank, uint8_t look)
{
	const struct thrift_style *looks = context;
	return !strcmp(looks[blank].background, looks[look].background) && !(looks[look].attributes & ON_BLANKS);
}

/* How long it takes to say. */
static size_t change_length(const struct thrift_style *from, const struct thrift_style *to)
{
	char change[4 * PARAMETERS];
	say_change(change, sizeof change, from, to);
	return same_style(from, to) ? 0 : strlen(change);
}

/* Each is followed by the one that is nearest to it, from what the terminal has on. */
static void order_looks(const struct thrift *thrift, uint8_t order[PATCH_LOOKS])
{
	const struct thrift_style *before = &thrift->sent;
	for (size_t i = 0; i < thrift->look_count; i++)
		order[i] = (uint8_t)i;
	for (size_t i = 0; i < thrift->look_count; i++) {
		size_t best = i;
		for (size_t k = i + 1; k < thrift->look_count; k++)
			if (change_length(before, &thrift->looks[order[k]]) < change_length(before, &thrift->looks[order[best]]))
				best = k;
		uint8_t next = order[best];
		order[best] = order[i];
		order[i] = next;
		before = &thrift->looks[next];
	}
}

static void send_patch(struct thrift *thrift, struct str *out)
{
	const struct patch *patch = thrift->patch;
	for (size_t i = 0; i < patch->count; i++) {
		const struct patch_cell *cell = &patch->cells[patch->order[i]];
		if (!same_place(thrift->place, cell->at))
			patch_move(thrift->place, cell->at, out);
		thrift->wanted = thrift->looks[cell->look];
		if (cell->blank)
			send_for_blank(thrift, out);
		else
			send(thrift, &thrift->wanted, out);
		str_append(out, cell->text, cell->length);
		thrift->place = (struct place){cell->at.row, cell->at.column + 1};
		if (thrift->place.column >= thrift->columns)
			thrift->place = nowhere;
	}
}

/* What the terminal was told. */
struct told {
	struct thrift_style sent;
	struct place place;
};

/* Puts the patch in place of what was appended since `begin`, when that was told, where it is shorter. */
static void try_patch(struct thrift *thrift, enum patch_way way, const struct told *before, size_t begin, struct str *out)
{
	struct told shortest = {thrift->sent, thrift->place};
	struct str other = {0};
	uint8_t looks[PATCH_LOOKS];
	thrift->sent = before->sent;
	thrift->place = before->place;
	order_looks(thrift, looks);
	bool ordered = patch_order(thrift->patch, way, thrift->place, looks, thrift->look_count, blank_suits, thrift->looks);
	if (ordered)
		send_patch(thrift, &other);
	if (ordered && other.length < out->length - begin) {
		out->length = begin;
		str_append_slice(out, str_slice(&other));
	} else {
		thrift->sent = shortest.sent;
		thrift->place = shortest.place;
	}
	str_fini(&other);
}

void thrift_take(struct thrift *thrift, struct slice frame, struct str *out)
{
	struct thrift_style wanted = thrift->wanted;
	struct told before = {thrift->sent, thrift->place};
	struct place meant = thrift->meant;
	size_t begin = out->length;
	if (thrift->off || !thrift->patch || !thrift->columns) {
		take_in_order(thrift, frame, out);
		return;
	}
	bool simple = thrift->known && read_frame(thrift, frame);
	thrift->wanted = wanted;
	go_back(thrift, meant, out);
	take_in_order(thrift, frame, out);
	thrift->place = thrift->meant;
	if (!simple)
		return;
	struct thrift_style behind = thrift->wanted;
	try_patch(thrift, PATCH_BY_ROWS, &before, begin, out);
	try_patch(thrift, PATCH_BY_WAY, &before, begin, out);
	thrift->wanted = behind;
}

void thrift_end(struct thrift *thrift, struct str *out)
{
	go_back(thrift, thrift->meant, out);
	thrift->place = thrift->meant;
	if (!thrift->off && thrift->known)
		send(thrift, &plain, out);
}
