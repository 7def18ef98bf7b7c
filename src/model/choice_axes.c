#include "model/choice_axes.h"

#include "base/alloc.h"
#include "base/number.h"
#include "model/choice_inside.h"

#include <stdlib.h>
#include <string.h>

void axes_write_x_tag(const struct choice *choice, struct str *out)
{
	line_write(out, "x-tag", choice->extent.x_tag ? choice->extent.x_tag : "");
}

bool axes_read_x_tag(struct choice *choice, const struct words *words)
{
	struct str tag = {0};
	bool good = words->count == 2 && line_read_tag(words, 1, &tag);
	if (good) {
		free(choice->extent.x_tag);
		choice->extent.x_tag = xstrdup(str_text(&tag));
	}
	str_fini(&tag);
	return good;
}

void axes_write_x_log(const struct choice *choice, struct str *out)
{
	if (choice->extent.x_log)
		str_append_text(out, "x-log\n");
}

bool axes_read_x_log(struct choice *choice, const struct words *words)
{
	return choice->extent.x_log = words->count == 1;
}

/* "tail SPEC", "tail width X" */
void axes_write_tail(const struct choice *choice, struct str *out)
{
	char text[TAIL_TEXT], width[NUMBER_SIZE];
	number_shortest_double(width, choice->extent.tail_width);
	tail_text(text, extent_tail(&choice->extent));
	if (choice->extent.tail == TAIL_WIDTH)
		str_printf(out, "tail width %s\n", width);
	else if (choice->extent.tail != TAIL_NONE)
		str_printf(out, "tail %s\n", text);
}

/* "tail-size SPEC" of those that are not followed now, as far as they were set. */
void axes_write_tail_sizes(const struct choice *choice, struct str *out)
{
	const struct extent *extent = &choice->extent;
	char text[TAIL_TEXT];
	for (int i = TAIL_NONE + 1; i < TAIL_ROUND; i++) {
		tail_text(text, (struct tail_spec){(enum tail)i, extent->tails[i]});
		if (i != (int)extent->tail && extent->tails[i] != tail_sizes[i])
			str_printf(out, "tail-size %s\n", text);
	}
}

/* Its size is taken over where it has one. No name: a % is no escape here. */
static bool read_spec(struct choice *choice, const struct words *words, struct tail_spec *spec)
{
	char text[TAIL_TEXT] = "";
	if (words->count != 2 || words->items[1].length >= sizeof text)
		return false;
	memcpy(text, words->items[1].data, words->items[1].length);
	if (!tail_parse(text, spec))
		return false;
	if (spec->size > 0)
		choice->extent.tails[spec->tail] = spec->size;
	return true;
}

bool axes_read_tail(struct choice *choice, const struct words *words)
{
	double width;
	struct tail_spec spec;
	if (words->count == 3 && line_word_is(words->items[1], "width") && line_read_number(words->items[2], &width) && width > 0) {
		choice->extent.tail_width = width;
		choice->extent.tail = TAIL_WIDTH;
		return true;
	}
	if (!read_spec(choice, words, &spec))
		return false;
	choice->extent.tail = spec.tail;
	return true;
}

bool axes_read_tail_size(struct choice *choice, const struct words *words)
{
	struct tail_spec spec;
	return read_spec(choice, words, &spec) && spec.size > 0;
}

void axes_write_y_ends(const struct choice *choice, struct str *out)
{
	if (choice->extent.y_zero || choice->extent.y_shared)
		str_printf(out, "y-ends%s%s\n", choice->extent.y_zero ? " zero" : "", choice->extent.y_shared ? " shared" : "");
}

bool axes_read_y_ends(struct choice *choice, const struct words *words)
{
	for (int i = 1; i < words->count; i++) {
		choice->extent.y_zero |= line_word_is(words->items[i], "zero");
		choice->extent.y_shared |= line_word_is(words->items[i], "shared");
	}
	return choice->extent.y_zero || choice->extent.y_shared;
}

/* "y-range TAG LOW HIGH" */
void axes_write_hands(const struct choice *choice, struct str *out)
{
	char low[NUMBER_SIZE], high[NUMBER_SIZE];
	for (size_t i = 0; i < choice->extent.hand_count; i++) {
		const struct y_hand *hand = &choice->extent.hands[i];
		number_shortest_double(low, hand->low);
		number_shortest_double(high, hand->high);
		str_append_text(out, "y-range ");
		line_write_name(out, slice_of(hand->tag));
		str_printf(out, " %s %s\n", low, high);
	}
}

bool axes_read_hand(struct choice *choice, const struct words *words)
{
	struct str tag = {0};
	double low, high;
	bool good = words->count == 4 && line_read_tag(words, 1, &tag) && line_read_number(words->items[2], &low) &&
	            line_read_number(words->items[3], &high) && low < high;
	if (good)
		extent_set_hand(&choice->extent, str_text(&tag), low, high);
	str_fini(&tag);
	return good;
}
