/*
 * What charts ask for in O(columns) is what plain loops over all points say: the
 * columns of a window, the nearest point, the whole; of the series and of what is
 * smoothed, which is kept up to date as file after file comes, with restarts that
 * hide points. The first bytes are the questions, the rest are the points.
 */
#include "fuzz/take.h"
#include "fuzz/target.h"
#include "model/derived.h"
#include "unit/model/columns.h"

#define POINTS_MOST 1500
#define PARTS_MOST 26 /* each has chunks of its own where it is a restart: several levels above them */
#define CHECKS 5
#define COLUMNS_MOST 64
#define QUESTIONS 6

static const char *const smoothings[] = {"ema:0.9", "window:3", "window:700", "tw-ema:0.6", "ema:0", "ema:1"};

/* Small numbers, where doubles are exact; now and then what is none. A run of `times` goes on evenly. */
static size_t take_rows(struct take *take, struct row *rows)
{
	static const double odd[] = {NAN, INFINITY, -INFINITY, 0, -1};
	size_t count = 0;
	int64_t step = 0;
	while (take->left && count < POINTS_MOST) {
		int by = (int8_t)take_byte(take), what = take_byte(take), value = (int8_t)take_byte(take);
		size_t times = what & 0x80 ? 1 + (size_t)take_byte(take) * 4 : 1;
		for (; times && count < POINTS_MOST; times--, count++) {
			step += by;
			double wall = (what & 0x70) == 0x10 ? odd[what % 3] : 1000 + (double)count * 0.5;
			double number = (what & 0x0c) == 0x04 ? odd[(value & 7) % 5] : value + (int)(times * 7 % 31);
			rows[count] = (struct row){step, wall, number_bits_double(number)};
		}
	}
	return count;
}

static void check_columns(const struct series *smoothed, const struct store *store, const struct flat *flat,
                          enum axis_source axis, struct window window, size_t count)
{
	struct column columns[COLUMNS_MOST], plain[COLUMNS_MOST];
	struct stretch all = {.branch = BRANCH_CURRENT, .to = UINT64_MAX};
	bool any = smoothed ? query_part_in(smoothed, &(struct query){.stretch = &all, .axis = axis, .window = window}, columns, count)
	                    : query_columns(store, 0, axis, window, columns, count);
	if (any != (flat->count > 0))
		object("there are columns where there are points");
	plain_columns(flat, axis, window, plain, count);
	for (size_t i = 0; any && i < count; i++)
		if (!same_column(&plain[i], &columns[i]))
			object(smoothed ? "a column of smoothed points" : "a column");
}

static void check_nearest(const struct store *store, const struct flat *flat, enum axis_source axis, double x)
{
	double best = INFINITY;
	const struct row *nearest = NULL;
	for (size_t i = 0; i < flat->count; i++) {
		double at = axis == AXIS_STEP ? (double)flat->rows[i].step : flat->rows[i].wall_time;
		if (isfinite(at) && fabs(at - x) <= best) {
			best = fabs(at - x);
			nearest = &flat->rows[i];
		}
	}
	struct row row;
	enum number_type type;
	bool found = query_nearest(store, 0, axis, x, &row, &type);
	if (found != (nearest != NULL) || (found && (row.step != nearest->step || row.bits != nearest->bits)))
		object("the nearest point");
}

static void ask(struct take *script, const struct store *store, const struct series *smoothed, const struct flat *flat,
                const struct flat *smooth)
{
	for (int i = 0; i < QUESTIONS; i++) {
		uint8_t how = take_byte(script);
		enum axis_source axis = how & 1 ? AXIS_WALL : AXIS_STEP;
		double from = (axis == AXIS_WALL ? 1000 : 0) + (int16_t)take_short(script) * 0.25;
		struct window window = {from, from + 1 + take_short(script) % 4096};
		size_t count = 1 + (how >> 1) % COLUMNS_MOST;
		check_columns(NULL, store, flat, axis, window, count);
		if (smoothed)
			check_columns(smoothed, store, smooth, axis, window, count);
		check_nearest(store, flat, axis, from);
	}
}

/* One pass over all visible points. */
static struct flat smooth_plainly(const struct flat *flat, struct smooth_spec spec)
{
	struct flat out = {xcalloc(flat->count + 1, sizeof *out.rows), flat->count};
	struct smooth smooth;
	if (!smooth_init(&smooth, spec))
		abort();
	for (size_t i = 0; i < flat->count; i++) {
		out.rows[i] = flat->rows[i];
		out.rows[i].bits = number_bits_double(smooth_next(&smooth, flat->rows[i].step, number_value(NUMBER_F64, flat->rows[i].bits)));
	}
	smooth_fini(&smooth);
	return out;
}

static void check(struct take *script, const struct store *store, const struct series *smoothed, struct smooth_spec spec)
{
	struct flat flat = visible_rows(store, POINTS_MOST), smooth = smooth_plainly(&flat, spec);
	struct chunk_summary whole = query_whole(store, 0), plain = one_by_one(flat.rows, flat.count, NUMBER_F64);
	if (!same_summary(&whole, &plain))
		object("the whole is that of a plain loop");
	ask(script, store, smoothed, &flat, &smooth);
	free(flat.rows);
	free(smooth.rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct row rows[POINTS_MOST];
	uint8_t settings[8 + QUESTIONS * 5 * CHECKS] = {0};
	struct take all = {bytes, length}, script = {settings, sizeof settings};
	take_into(&all, settings, sizeof settings);
	size_t count = take_rows(&all, rows), parts = 1 + take_byte(&script) % PARTS_MOST;
	bool restarts = take_byte(&script) & 1;
	struct smooth_spec spec;
	smooth_parse(smoothings[take_byte(&script) % 6], &spec);
	struct store *store = store_new();
	struct derived *derived = derived_new();
	for (size_t part = 0; part < parts && count; part++) {
		add_part(store, rows, count, part, parts, restarts);
		derived_frame(derived, spec);
		if (!store_totals(store).series)
			continue;
		const struct series *smoothed = smooth_leaves(store, 0) ? NULL : derived_series(derived, store, 0);
		if (part % (1 + parts / (CHECKS - 1)) == 0 || part + 1 == parts)
			check(&script, store, smoothed, spec);
	}
	derived_free(derived);
	store_free(store);
	return 0;
}
