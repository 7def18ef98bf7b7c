#include "model/profile_change.h"

#include "base/alloc.h"
#include "model/trace_flame.h"

#include <stdlib.h>

void op_tallies_fini(struct op_tallies *tallies)
{
	names_fini(&tallies->names);
	free(tallies->items);
	*tallies = (struct op_tallies){0};
}

static bool add_op(struct op_tallies *tallies, const struct trace *trace, const struct trace_op *op)
{
	struct slice name = flame_name(names_text(&trace->names, op->name)); /* step 7 of one is step 3 of the other */
	uint32_t before = tallies->names.count, number = names_intern(&tallies->names, name);
	if (number == NAMES_NONE || !array_reserve(&tallies->items, &tallies->capacity, (size_t)number + 1))
		return false;
	if (number == before)
		tallies->items[number] = (struct op_tally){0};
	tallies->items[number].count += op->count;
	tallies->items[number].total += op->total;
	tallies->items[number].self += op->self;
	return true;
}

bool op_tallies_make(const struct trace *trace, const struct trace_ops *ops, struct op_tallies *out)
{
	bool fine = true;
	*out = (struct op_tallies){0};
	names_init(&out->names);
	for (size_t i = 0; fine && i < ops->count; i++)
		fine = add_op(out, trace, &ops->items[i]);
	if (!fine)
		op_tallies_fini(out);
	return fine;
}

/* ---- What changed ---- */

static picoseconds size_of(const struct op_change *change)
{
	picoseconds by = change->after.total - change->before.total;
	return by < 0 ? -by : by;
}

static int by_size(const void *left, const void *right)
{
	const struct op_change *a = left, *b = right;
	if (size_of(a) != size_of(b))
		return size_of(a) > size_of(b) ? -1 : 1;
	return slice_compare(a->name, b->name);
}

struct op_change *op_changes(const struct op_tallies *before, const struct op_tallies *after, size_t *count)
{
	struct op_change *changes = data_alloc((size_t)before->names.count + after->names.count, sizeof *changes);
	*count = 0;
	for (uint32_t i = 0; changes && i < before->names.count; i++) {
		struct slice name = names_text(&before->names, i);
		uint32_t other = names_find(&after->names, name);
		changes[(*count)++] = (struct op_change){name, before->items[i],
			other == NAMES_NONE ? (struct op_tally){0} : after->items[other]};
	}
	for (uint32_t i = 0; changes && i < after->names.count; i++) {
		struct slice name = names_text(&after->names, i);
		if (names_find(&before->names, name) == NAMES_NONE)
			changes[(*count)++] = (struct op_change){.name = name, .after = after->items[i]};
	}
	if (*count)
		qsort(changes, *count, sizeof *changes, by_size);
	return changes;
}

const char *op_change_what(const struct op_change *change)
{
	bool same = change->before.total == change->after.total && change->before.self == change->after.self;
	return !change->before.count ? "added" : !change->after.count ? "removed" : same ? "same" : "changed";
}
