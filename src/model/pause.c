#include "model/pause.h"

#include "base/alloc.h"
#include "model/asleep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LONG_EVAL 1.75      /* times the usual one: something else happened as well */
#define REGULAR 3           /* so many pauses make a period */
#define PERIOD_SLACK 0.02   /* of the period */
#define MARKS_LIMIT 65536   /* wall times kept of evaluations or checkpoints */

/* ---- Names --------------------------------------------------------------------------- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_word_char(char c)
{
	c = lower(c);
	return c >= 'a' && c <= 'z';
}

static bool is_eval_word(struct slice word)
{
	static const char *const words[] = {"val", "valid", "validation", "eval", "evaluation", "test", "dev"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = 0;
		while (n < word.length && words[i][n] && lower(word.data[n]) == words[i][n])
			n++;
		if (n == word.length && !words[i][n])
			return true;
	}
	return false;
}

bool pause_is_eval_name(struct slice name)
{
	for (size_t i = 0; i < name.length;) {
		size_t begin = i;
		while (i < name.length && is_word_char(name.data[i]))
			i++;
		if (is_eval_word(slice_make(name.data + begin, i - begin)))
			return true;
		if (i == begin)
			i++;
	}
	return false;
}

/* ---- Wall times at which something is known to have happened -------------------------- */

struct moments {
	double *walls;
	size_t count, capacity;
};

static bool add_moment(struct moments *moments, double wall)
{
	if (!isfinite(wall))
		return true;
	if (moments->count == MARKS_LIMIT || !array_reserve(&moments->walls, &moments->capacity, moments->count + 1))
		return false;
	moments->walls[moments->count++] = wall;
	return true;
}

static bool add_rows(void *context, const struct row *rows, size_t count, enum number_type type)
{
	for (size_t i = 0; i < count; i++)
		if (!add_moment(context, rows[i].wall_time))
			return false;
	return true;
}

static bool add_checkpoint(void *context, const struct mark *mark, bool hides)
{
	return mark->what != MARK_CHECKPOINT || add_moment(context, mark->wall_time);
}

/* The scalar series with the most points among those that `all`, or whose name, say evaluation. */
static uint32_t busiest_eval(const struct store *store, uint32_t run, bool all)
{
	uint32_t best = STORE_NONE;
	uint64_t most = 0;
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
		uint32_t series = store_run_series_at(store, run, i);
		struct series_head info = store_series_head(store, series);
		if (info.kind != KIND_SCALAR || info.derived || info.points <= most)
			continue;
		if (all || pause_is_eval_name(store_tag_name(store, info.tag))) {
			most = info.points;
			best = series;
		}
	}
	return best;
}

static size_t parent_length(struct slice name)
{
	size_t length = name.length;
	while (length && name.data[length - 1] != '/')
		length--;
	return length;
}

/* A run of the same directory whose last part says evaluation. */
static bool is_eval_beside(struct slice run, struct slice other)
{
	size_t parent = parent_length(run);
	if (parent_length(other) != parent || (parent && memcmp(run.data, other.data, parent)))
		return false;
	return pause_is_eval_name(slice_make(other.data + parent, other.length - parent));
}

uint32_t pause_eval_run(const struct store *store, uint32_t run, uint32_t *position)
{
	struct slice name = store_run(store, run).name;
	while (*position < store_run_count(store)) {
		uint32_t other = store_run_at(store, (*position)++);
		if (other != run && is_eval_beside(name, store_run(store, other).name))
			return other;
	}
	return STORE_NONE;
}

static void collect_evals(const struct store *store, uint32_t run, struct moments *evals)
{
	uint32_t own = busiest_eval(store, run, false), position = 0, other;
	if (own != STORE_NONE)
		store_walk_scalars(store, own, add_rows, evals);
	while ((other = pause_eval_run(store, run, &position)) != STORE_NONE) {
		uint32_t series = busiest_eval(store, other, true);
		if (series != STORE_NONE)
			store_walk_scalars(store, series, add_rows, evals);
	}
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void sort_moments(struct moments *moments)
{
	if (moments->count)
		qsort(moments->walls, moments->count, sizeof *moments->walls, by_value);
}

/* Whether one lies after `from` and not after `to`. */
static bool any_between(const struct moments *moments, double from, double to)
{
	size_t low = 0, high = moments->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (moments->walls[middle] > from)
			high = middle;
		else
			low = middle + 1;
	}
	return low < moments->count && moments->walls[low] <= to;
}

bool pause_has_restart(const struct store *store, uint32_t run, double from, double to)
{
	struct run_info info = store_run(store, run);
	for (uint32_t i = 0; i < info.restarts; i++) {
		double wall = store_restart_at(store, run, i).wall;
		if (wall > from && wall <= to)
			return true;
	}
	for (uint32_t i = 0; info.files > 1 && i < store_file_count(store); i++) {
		struct file_info file = store_file(store, i);
		if (file.run == run && file.has_event && file.first_wall > from && file.first_wall <= to &&
		    !(file.first_wall <= info.start_time))
			return true;
	}
	return false;
}

static void tell_by_marks(const struct store *store, uint32_t run, struct pause_spell *spells, size_t count)
{
	struct moments evals = {0}, checkpoints = {0};
	collect_evals(store, run, &evals);
	store_walk_marks(store, run, add_checkpoint, &checkpoints);
	sort_moments(&evals);
	sort_moments(&checkpoints);
	for (size_t i = 0; i < count; i++) {
		if (spells[i].kind != PAUSE_UNKNOWN)
			continue;
		if (pause_has_restart(store, run, spells[i].from, spells[i].to))
			spells[i].kind = PAUSE_RESTART;
		else if (any_between(&evals, spells[i].from, spells[i].to))
			spells[i].kind = PAUSE_EVAL;
		else if (any_between(&checkpoints, spells[i].from, spells[i].to))
			spells[i].kind = PAUSE_CHECKPOINT;
	}
	free(evals.walls);
	free(checkpoints.walls);
}

/* ---- Kinds by shape --------------------------------------------------------------------- */

/* The median of what `value` gives for spells of a kind, NaN without any. Sorts in `scratch`. */
static double median_seconds(const struct pause_spell *spells, size_t count, enum pause_kind kind, double *scratch)
{
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		if (spells[i].kind == kind)
			scratch[n++] = spells[i].seconds;
	qsort(scratch, n, sizeof *scratch, by_value);
	return n ? scratch[n / 2] : NAN;
}

/* Adds the rest of each over-long evaluation as a spell of unknown kind; the new count. */
static size_t split_evals(struct pause_spell *spells, size_t count, double *scratch)
{
	double usual = median_seconds(spells, count, PAUSE_EVAL, scratch);
	size_t all = count;
	for (size_t i = 0; i < count; i++) {
		if (spells[i].kind != PAUSE_EVAL || !(spells[i].seconds > LONG_EVAL * usual))
			continue;
		spells[all] = spells[i];
		spells[all].kind = PAUSE_UNKNOWN;
		spells[all++].seconds -= usual;
		spells[i].seconds = usual;
	}
	return all;
}

static int by_step(const void *a, const void *b)
{
	const struct pause_spell *x = a, *y = b;
	return (x->step > y->step) - (x->step < y->step);
}

static double steps_between(const struct pause_spell *a, const struct pause_spell *b)
{
	return (double)b->step - (double)a->step;
}

static bool is_period(double steps, double period)
{
	return fabs(steps - period) <= fmax(1, PERIOD_SLACK * period);
}

/* The usual number of steps from one of sorted spells to the next, 0 unless most agree. */
static double period_of(const struct pause_spell *spells, size_t count, double *scratch)
{
	if (count < REGULAR)
		return 0;
	for (size_t i = 1; i < count; i++)
		scratch[i - 1] = steps_between(&spells[i - 1], &spells[i]);
	qsort(scratch, count - 1, sizeof *scratch, by_value);
	double period = scratch[(count - 1) / 2];
	size_t agree = 0;
	for (size_t i = 0; i + 1 < count; i++)
		agree += is_period(scratch[i], period);
	return period >= 1 && 2 * agree >= count ? period : 0;
}

/* Of those nobody marked: what keeps a period is a checkpoint, the rest are stalls. */
static void tell_by_period(struct pause_spell *spells, size_t count, double *scratch)
{
	double period = period_of(spells, count, scratch);
	for (size_t i = 0; i < count; i++) {
		bool regular = (i > 0 && is_period(steps_between(&spells[i - 1], &spells[i]), period)) ||
		               (i + 1 < count && is_period(steps_between(&spells[i], &spells[i + 1]), period));
		spells[i].kind = period > 0 && regular ? PAUSE_CHECKPOINT : PAUSE_STALL;
	}
}

/* Sorted by kind, then step. */
static int by_kind(const void *a, const void *b)
{
	const struct pause_spell *x = a, *y = b;
	return x->kind != y->kind ? (x->kind > y->kind) - (x->kind < y->kind) : by_step(a, b);
}

static size_t same_kind(const struct pause_spell *spells, size_t count)
{
	size_t n = 1;
	while (n < count && spells[n].kind == spells[0].kind)
		n++;
	return n;
}

static struct pause make_pause(const struct pause_spell *spells, size_t count, double *scratch)
{
	struct pause pause = {.kind = spells[0].kind, .count = (uint32_t)count};
	double total = 0;
	for (size_t i = 0; i < count; i++)
		total += spells[i].seconds;
	pause.mean_s = total / (double)count;
	if (pause.kind == PAUSE_EVAL || pause.kind == PAUSE_CHECKPOINT) {
		double period = period_of(spells, count, scratch);
		pause.every_steps = period < 9e18 ? (int64_t)period : 0;
	}
	return pause;
}

size_t pause_tell(const struct store *store, uint32_t run, struct pause_spell *spells, size_t count)
{
	double *scratch = count ? data_alloc(2 * count, sizeof *scratch) : NULL;
	if (!scratch)
		return 0;
	tell_by_marks(store, run, spells, count);
	count = split_evals(spells, count, scratch);
	asleep_tell(store, run, spells, count);
	qsort(spells, count, sizeof *spells, by_kind);
	if (spells[0].kind == PAUSE_UNKNOWN) {
		tell_by_period(spells, same_kind(spells, count), scratch);
		qsort(spells, count, sizeof *spells, by_kind);
	}
	free(scratch);
	return count;
}

uint32_t pause_group(const struct pause_spell *spells, size_t count, struct pause *out)
{
	double *scratch = count ? data_alloc(count, sizeof *scratch) : NULL;
	uint32_t groups = 0;
	if (!scratch)
		return 0;
	for (size_t i = 0, n; i < count && groups < STEPTIME_PAUSES; i += n) {
		n = same_kind(spells + i, count - i);
		out[groups++] = make_pause(spells + i, n, scratch);
	}
	free(scratch);
	return groups;
}
