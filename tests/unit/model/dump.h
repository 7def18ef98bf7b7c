/* All that a store shows, as text: two stores with the same text are the same to whoever looks. */
#ifndef TBTOP_TESTS_MODEL_DUMP_H
#define TBTOP_TESTS_MODEL_DUMP_H

#include "base/str.h"
#include "model/store.h"

#include <inttypes.h>
#include <string.h>

static inline uint64_t dump_bits(double value)
{
	uint64_t bits;
	memcpy(&bits, &value, sizeof bits);
	return bits;
}

static inline bool dump_rows(void *context, const struct row *rows, size_t count, enum number_type type)
{
	for (size_t i = 0; i < count; i++)
		str_printf(context, "   %" PRId64 " %" PRIx64 " %d:%" PRIx64 "\n", rows[i].step, dump_bits(rows[i].wall_time),
		           (int)type, rows[i].bits);
	return true;
}

struct dump_items {
	const struct store *store;
	struct str *out;
};

static inline bool dump_item(void *context, uint32_t file, const struct item *item)
{
	const struct dump_items *dump = context;
	str_printf(dump->out, "   %" PRId64 " %" PRIx64 " form %d at %" PRIu64 "+%" PRIu32 " of ", item->step,
	           dump_bits(item->wall_time), item->form, (uint64_t)item->offset, item->length);
	str_append_slice(dump->out, store_file(dump->store, file).shown);
	str_append_char(dump->out, '\n');
	return true;
}

static inline bool dump_mark(void *context, const struct mark *mark, bool hides)
{
	str_printf(context, "  mark %d %" PRId64 " %" PRIx64 " %d\n", (int)mark->what, mark->step,
	           dump_bits(mark->wall_time), hides);
	return true;
}

static inline void dump_series(const struct store *store, uint32_t number, struct str *out)
{
	struct series_info info = store_series(store, number);
	str_append_text(out, "  tag ");
	str_append_slice(out, store_tag_name(store, info.tag));
	str_printf(out, ": kind %d, %" PRIu64 " points, %" PRIu64 " hidden, %" PRIu64 " misfits, ", (int)info.kind,
	           info.points, info.hidden, info.misfits);
	str_append_slice(out, info.plugin);
	str_append_char(out, '|');
	str_append_slice(out, info.display_name);
	str_append_char(out, '|');
	str_append_slice(out, info.description);
	str_append_char(out, '\n');
	store_walk_scalars(store, number, dump_rows, out);
	store_walk_items(store, number, dump_item, &(struct dump_items){store, out});
}

static inline void dump_run(const struct store *store, uint32_t number, struct str *out)
{
	struct run_info info = store_run(store, number);
	str_append_text(out, "run ");
	str_append_slice(out, info.name);
	str_printf(out, ": %" PRIu32 " files, %" PRIu64 " records, start %d %" PRIx64 ", %" PRIu64 " bytes lost in %" PRIu32
	           "\n", info.files, info.records, info.has_start, info.has_start ? dump_bits(info.start_time) : 0,
	           info.lost_bytes, info.problems);
	for (uint32_t i = 0; i < info.restarts; i++) {
		struct restart restart = store_restart_at(store, number, i);
		str_printf(out, "  restart %" PRId64 " %" PRIx64 "\n", restart.step, dump_bits(restart.wall));
	}
	store_walk_marks(store, number, dump_mark, out);
	for (uint32_t i = 0; i < store_run_series_count(store, number); i++)
		dump_series(store, store_run_series_at(store, number, i), out);
}

static inline void dump_problems(const struct store *store, struct str *out)
{
	for (uint32_t i = 0; i < store_problem_count(store); i++) {
		struct store_problem problem = store_problem_at(store, i);
		str_append_text(out, "problem ");
		str_append_slice(out, problem.shown);
		str_printf(out, " %d %d at %" PRIu64 " lost %" PRIu64 "\n", (int)problem.problem.what,
		           (int)problem.problem.status, problem.problem.offset, problem.problem.bytes_lost);
	}
}

/* Without what hangs on how it was read: generations, memory, numbers of runs. */
static inline void dump_store(const struct store *store, struct str *out)
{
	for (uint32_t i = 0; i < store_run_count(store); i++)
		dump_run(store, store_run_at(store, i), out);
	dump_problems(store, out);
}

#endif
