/*
 * A file that grows, is cut and replaced while it is read shows, whenever it
 * has been read to its end, what one read of those bytes shows; and what that
 * tells of losses is what a judge without a window says. The first bytes are
 * the script, the rest is the file.
 */
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "unit/disk/follow.h"
#include "unit/disk/spans.h"

#define STEPS_MOST 12

static bool is_damage(enum problem_what what)
{
	return what == PROBLEM_LENGTH || what == PROBLEM_HUGE || what == PROBLEM_PAYLOAD;
}

/* Records that are no events may stand beside damage and be told as one with it. */
static void compare_with_judge(const struct store *store, const uint8_t *data, size_t size)
{
	uint64_t lost = 0, records = 0, told = 0, no_events = 0;
	for (size_t at = 0; at < size;) {
		struct file_span_of span = span_next(data, size, at);
		records += span.what == SPAN_RECORD;
		lost += span.what == SPAN_LOST ? span.end - at : 0;
		at = span.end;
	}
	for (uint32_t i = 0; i < store_problem_count(store); i++) {
		struct problem problem = store_problem_at(store, i).problem;
		told += problem.bytes_lost;
		no_events += !is_damage(problem.what);
	}
	struct file_info info = store_file(store, 0);
	if (told < lost || info.records > records)
		object("losses are those of the judge");
	if (!no_events && told == lost && info.records != records)
		object("records are those of the judge");
	if (info.records == records && told != lost)
		object("only what is damaged is lost");
}

static void compare_at_once(const struct follower *self, const uint8_t *data, size_t size)
{
	struct str grown = follow_dump(self), whole = follow_at_once(data, size);
	if (strcmp(str_text(&grown), str_text(&whole))) {
		fprintf(stderr, "grown:\n%s\nat once:\n%s\n", str_text(&grown), str_text(&whole));
		object("grown is as at once");
	}
	str_fini(&grown);
	str_fini(&whole);
}

/*
 * One step of the script: another size (or another file in its place), another
 * way to read. *most: nothing was ever seen behind it since the last restart.
 */
static void take_step(struct take *script, struct memory_file *file, size_t length, size_t *most,
                      const struct follower *self)
{
	uint8_t how = take_byte(script);
	uint16_t where = take_short(script);
	size_t size = where == UINT16_MAX ? length : length * where / UINT16_MAX;
	file->longest = how & 1 ? 1 + (how >> 4) : 0;
	file->interrupted = how & 2;
	if (how & 4)
		file->inode++;
	if (how & 4 || size < tail_offset(self->tail))
		*most = 0;
	file->size = size;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct take script = {bytes, length};
	unsigned steps = take_byte(&script) % STEPS_MOST;
	size_t block = 1 + take_byte(&script), head = 3 * (size_t)steps, most = 0;
	uint64_t budget = take_byte(&script);
	if (script.left < head)
		return 0;
	const uint8_t *data = script.bytes + head;
	size_t data_length = script.left - head;
	script.left = head;

	struct memory_file file = {.data = data, .inode = 1};
	struct source source = memory_source(&file);
	struct follower self = follow_new(&source, block);
	for (unsigned i = 0; i <= steps; i++) {
		take_step(&script, &file, data_length, &most, &self);
		if (i == steps)
			file.size = data_length;
		follow_on(&self, budget ? budget * 8 : FOLLOW_ALL);
		/* Cut, but not below what was final: it was told with the bytes that were there then. */
		if (file.size < most)
			continue;
		most = file.size;
		compare_at_once(&self, data, file.size);
		compare_with_judge(self.store, data, file.size);
	}
	follow_end(&self);
	return 0;
}
