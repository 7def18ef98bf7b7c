#include "read/repeat.h"

#include "read/record.h"
#include "read/template.h"

/* True when the whole record is there, sound, and like those before. */
static inline bool is_like(const struct template *template, const uint8_t *record, size_t left)
{
	size_t length = template->length;
	const uint8_t *payload = record + RECORD_HEADER;
	return left >= length + RECORD_OVERHEAD && little64(record) == length &&
	       little32(record + 8) == template->length_crc && template_fits(template, payload) &&
	       little32(payload + length) == crc32c_alike_masked(&template->crc, payload, length);
}

/* A function of its own: it needs all registers. */
__attribute__((noinline)) size_t repeat_take(struct gather *gather, const uint8_t *bytes, size_t length, size_t end, struct run *run)
{
	/* Where the compiler knows that nobody else looks at it. Of the gather's, making room changes neither tags nor stamp. */
	struct run now = *run;
	struct gather at_tag = *gather;
	size_t at = 0;
	while (at < end) {
		uint32_t tag = gather_expected(&at_tag);
		if (tag == NAMES_NONE)
			break;
		struct gather_tag *state = &at_tag.tags[tag];
		const struct template *template = state->template;
		const uint8_t *payload = bytes + at + RECORD_HEADER;
		if (!is_like(template, bytes + at, length - at))
			break;
		struct row row = {.step = template_step(template, payload), .wall_time = template_wall(payload),
		                  .bits = little32(payload + template->value_at)};
		if ((row.step < now.step && !now.may_fall) ||
		    (state->row_count == state->row_capacity && !gather_make_room(gather, tag)))
			break;
		state->rows[state->row_count++] = row;
		at_tag.last_tag = tag;
		at += template->length + RECORD_OVERHEAD;
		now.records++;
		now.step = row.step;
		now.last_wall = row.wall_time;
		now.max_wall = row.wall_time > now.max_wall ? row.wall_time : now.max_wall;
	}
	gather->last_tag = at_tag.last_tag;
	*run = now;
	return at;
}
