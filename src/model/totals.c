#include "model/totals.h"

#include <math.h>

void totals_series(struct store *store, const struct series *series, int sign)
{
	store->points += (uint64_t)sign * series->points;
	store->memory += (uint64_t)sign * series->memory;
}

void totals_settle_series(struct store *store, uint32_t number)
{
	struct series *series = &store->series[number];
	struct run *run = &store->runs[series->run];
	totals_series(store, series, 1);
	series_settle(series, store->generation);
	bool listed = series->points > 0;
	if (listed || (series->misfits && series->kind != KIND_SCALAR)) /* what is wrong with the latter their tab tells */
		store->kinds |= KIND_BIT(series->kind);
	if (series->listed == listed)
		return;
	series->listed = listed;
	size_t at = tables_shown_at(store, run, series->tag);
	if (listed)
		order_insert(run->shown, run->shown_count++, at, number);
	else
		order_remove(run->shown, run->shown_count--, at);
	store->series_shown += listed ? 1 : (uint64_t)-1;
}

void totals_file(struct store *store, const struct file *file, int sign)
{
	if (!file->listed)
		return;
	struct tally tally = file_tally(file);
	store->total.settled += (uint64_t)sign * tally.settled;
	store->total.found += (uint64_t)sign * tally.found;
	store->total.problems += (uint32_t)sign * tally.problems;
	store->total.memory += (uint64_t)sign * tally.memory;
	store->total.sketched += (uint64_t)sign * tally.sketched;
	store->total.withheld += (uint32_t)sign * tally.withheld;
	store->files_listed += (uint32_t)sign;
	store->files_gone += (uint32_t)sign * file->gone;
	store->files_damaged += (uint32_t)sign * tally.damaged;
	if (sign > 0)
		store->newest_wall = fmax(store->newest_wall, tally.max_wall);
}

void totals_find_newest(struct store *store)
{
	store->newest_wall = NAN;
	for (uint32_t i = 0; i < store->file_keys.count; i++)
		if (store->files[i].listed)
			store->newest_wall = fmax(store->newest_wall, file_tally(&store->files[i]).max_wall);
}
