#include "model/seen.h"

#include "base/alloc.h"
#include "model/query.h"

#include <stdlib.h>

static bool has_series(struct seen *seen, uint32_t series)
{
	if (series < seen->count)
		return true;
	if (!array_reserve(&seen->series, &seen->capacity, (size_t)series + 1))
		return false;
	while (seen->count <= series)
		seen->series[seen->count++] = (struct seen_series){0, INT64_MIN};
	return true;
}

static void note_series(struct seen *seen, const struct store *store, uint32_t series)
{
	struct series_head head = store_series_head(store, series);
	if (head.kind != KIND_SCALAR || !has_series(seen, series) || seen->series[series].generation == head.generation)
		return;
	seen->series[series] = (struct seen_series){head.generation, query_whole(store, series).max_step};
}

void seen_note_run(struct seen *seen, const struct store *store, uint32_t run)
{
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++)
		note_series(seen, store, store_run_series_at(store, run, i));
}

void seen_note(struct seen *seen, const struct store *store)
{
	for (uint32_t i = 0; i < store_run_count(store); i++)
		seen_note_run(seen, store, store_run_at(store, i));
	seen->any = true;
}

void seen_fini(struct seen *seen)
{
	free(seen->series);
}

int64_t seen_step(const struct seen *seen, uint32_t series)
{
	return series < seen->count ? seen->series[series].step : INT64_MIN;
}

bool seen_since(const struct seen *seen, const struct store *store, uint32_t series, struct column *out)
{
	struct row last;
	enum number_type type;
	int64_t step = seen_step(seen, series);
	if (!seen->any || !store_last_row(store, series, &last, &type) || last.step <= step)
		return false;
	double from = step == INT64_MIN ? (double)INT64_MIN : (double)step + 1;
	*out = query_range(store, series, AXIS_STEP, (struct window){from, (double)last.step});
	return out->count > 0;
}
