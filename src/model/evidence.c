#include "model/evidence.h"

#include "base/alloc.h"
#include "model/run_series.h"

#include <math.h>
#include <stdlib.h>

/* ---- Wall times -------------------------------------------------------------------------- */

bool walls_add(struct walls *walls, double wall)
{
	if (!isfinite(wall))
		return true;
	if (walls->count == EVIDENCE_WALLS || !array_reserve(&walls->items, &walls->capacity, walls->count + 1))
		return false;
	walls->items[walls->count++] = wall;
	return true;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

void walls_sort(struct walls *walls)
{
	if (walls->count)
		qsort(walls->items, walls->count, sizeof *walls->items, by_value);
}

/* How many are not after `wall`. */
static size_t walls_until(const struct walls *walls, double wall)
{
	size_t low = 0, high = walls->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (walls->items[middle] > wall)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

size_t walls_count(const struct walls *walls, double from, double to)
{
	size_t before = walls_until(walls, from), until = walls_until(walls, to);
	return until > before ? until - before : 0;
}

bool walls_any(const struct walls *walls, double from, double to)
{
	return walls_count(walls, from, to) > 0;
}

double walls_last(const struct walls *walls, double from, double to)
{
	return walls_any(walls, from, to) ? walls->items[walls_until(walls, to) - 1] : NAN;
}

void walls_fini(struct walls *walls)
{
	free(walls->items);
	*walls = (struct walls){0};
}

/* ---- Taking ---------------------------------------------------------------------------------- */

static bool take_series(const struct store *store, uint32_t series, struct snapshot *out, bool *any)
{
	*any = series != STORE_NONE;
	return !*any || snapshot_take(store, series, out);
}

static bool take_evals_of(struct evidence *evidence, const struct store *store, uint32_t run, bool own)
{
	uint32_t series[RUN_EVALS];
	size_t room = EVIDENCE_EVALS - evidence->eval_count;
	size_t count = run_evals(store, run, !own, series, own ? EVIDENCE_OWN : room ? 1 : 0);
	for (size_t i = 0; i < count; i++) {
		if (!snapshot_take(store, series[i], &evidence->evals[evidence->eval_count]))
			return false;
		evidence->eval_count++;
	}
	evidence->eval_own += own ? count : 0;
	return true;
}

static bool take_evals(struct evidence *evidence, const struct store *store, uint32_t run)
{
	uint32_t position = 0, other;
	if (!take_evals_of(evidence, store, run, true))
		return false;
	while (evidence->eval_count < EVIDENCE_EVALS && (other = run_evaluating(store, run, &position)) != STORE_NONE)
		if (!take_evals_of(evidence, store, other, false))
			return false;
	return true;
}

static bool add_checkpoint(void *context, const struct mark *mark, bool hides)
{
	return mark->what != MARK_CHECKPOINT || walls_add(context, mark->wall_time);
}

static void take_saved(struct walls *checkpoints, const struct store *store, uint32_t run)
{
	const double *walls;
	size_t count = store_saved(store, run, &walls);
	for (size_t i = 0; i < count; i++)
		walls_add(checkpoints, walls[i]);
}

static void take_begins(struct walls *begins, const struct store *store, uint32_t run)
{
	struct run_info info = store_run(store, run);
	for (uint32_t i = 0; i < info.restarts; i++)
		walls_add(begins, store_restart_at(store, run, i).wall);
	for (uint32_t i = 0; info.files > 1 && i < store_file_count(store); i++) {
		struct file_info file = store_file(store, i);
		if (file.run == run && file.has_event && !(file.first_wall <= info.start_time))
			walls_add(begins, file.first_wall);
	}
	walls_sort(begins);
}

bool evidence_take(struct evidence *evidence, const struct store *store, uint32_t run, double now)
{
	*evidence = (struct evidence){.now = now};
	evidence->hole_count = store_holes(store, run, evidence->holes, EVIDENCE_HOLES);
	if (!take_series(store, run_clock(store, run), &evidence->clock, &evidence->any) ||
	    !take_evals(evidence, store, run)) {
		evidence_release(evidence);
		return false;
	}
	store_walk_marks(store, run, add_checkpoint, &evidence->checkpoints);
	take_saved(&evidence->checkpoints, store, run);
	walls_sort(&evidence->checkpoints);
	take_begins(&evidence->begins, store, run);
	return true;
}

void evidence_release(struct evidence *evidence)
{
	if (evidence->any)
		snapshot_release(&evidence->clock);
	for (size_t i = 0; i < evidence->eval_count; i++)
		snapshot_release(&evidence->evals[i]);
	walls_fini(&evidence->checkpoints);
	walls_fini(&evidence->begins);
	*evidence = (struct evidence){0};
}

void evidence_walk(const struct snapshot *snapshot, evidence_rows *each, void *context)
{
	struct row rows[CHUNK_ROWS];
	enum number_type type;
	for (size_t part = 0; part < snapshot->count; part++) {
		size_t count = snapshot_read(snapshot, part, rows, &type);
		if (count && !each(context, rows, count))
			return;
	}
}
