#include "read/repeat.h"

#include "base/crc32c.h"
#include "read/record.h"
#include "read/template.h"

/* True when the whole record is there, sound, and like those before. */
static inline bool is_like(const struct template *template, const uint8_t *record, size_t left)
{
	size_t length = template->length;
	const uint8_t *payload = record + RECORD_HEADER;
	return left >= length + RECORD_OVERHEAD && little64(record) == length &&
	       little32(record + 8) == template->length_crc && template_fits(template, payload) &&
	       little32(payload + length) == crc32c_masked_short(payload, length);
}

/* A function of its own: it needs all registers. */
__attribute__((noinline)) size_t repeat_take(struct gather *gather, const uint8_t *bytes, size_t length, size_t end, struct run *run)
{
	struct run now = *run; /* where the compiler knows that nobody else looks at it */
	size_t at = 0;
	while (at < end) {
		struct gather_tag *state = gather_expected(gather);
		const uint8_t *payload = bytes + at + RECORD_HEADER;
		if (!state || !is_like(state->template, bytes + at, length - at))
			break;
		struct row row = {.step = template_step(state->template, payload),
		                  .wall_time = template_wall(payload),
		                  .bits = little32(payload + state->template->value_at)};
		if (row.step < now.step && !now.may_fall)
			break;
		at += state->template->length + RECORD_OVERHEAD;
		gather_put(gather, state, &row);
		now.records++;
		now.step = row.step;
		now.last_wall = row.wall_time;
		now.max_wall = row.wall_time > now.max_wall ? row.wall_time : now.max_wall;
	}
	*run = now;
	return at;
}
