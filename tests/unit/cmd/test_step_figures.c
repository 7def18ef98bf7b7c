/*
 * Step times of the fixtures, real trainings of many frameworks, against figures
 * that are reckoned here from their points, in another way: by counting, without
 * a sort and without knowing what is a pause.
 */
#define _XOPEN_SOURCE 700 /* nftw */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "cmd/load.h"
#include "model/run_series.h"
#include "model/steptime.h"
#include "unit/disk/fixtures.h"

#include <dirent.h>
#include <math.h>

#define POINTS 100000
#define NEAR 1e-9
#define NOW 2e9

struct points {
	struct row rows[POINTS];
	size_t count;
};

static struct points points;
static int runs_checked;

static bool add_rows(void *context, const struct row *rows, size_t count, enum number_type type)
{
	for (size_t i = 0; i < count && points.count < POINTS; i++)
		if (isfinite(rows[i].wall_time))
			points.rows[points.count++] = rows[i];
	return true;
}

/* Gaps forward in step and time, what took no time with the next: calls back with seconds a step and how many steps. */
static size_t each_gap(void (*take)(double value, double steps, void *context), void *context)
{
	size_t count = 0, from = 0;
	for (size_t i = 1; i < points.count; i++) {
		double steps = (double)points.rows[i].step - (double)points.rows[from].step;
		double time = points.rows[i].wall_time - points.rows[from].wall_time;
		if (steps > 0 && time == 0)
			continue;
		from = i;
		if (steps <= 0 || time < 0)
			continue;
		count++;
		if (take)
			take(time / steps, steps, context);
	}
	return count;
}

struct tally {
	double at, least, most, steps, time;
	size_t below, same, above;
};

static void tally(double value, double steps, void *context)
{
	struct tally *all = context;
	all->steps += steps;
	all->time += value * steps;
	all->least = fmin(all->least, value);
	all->most = fmax(all->most, value);
	if (fabs(value - all->at) <= NEAR * fabs(all->at))
		all->same++;
	else if (value < all->at)
		all->below++;
	else
		all->above++;
}

static void note_steps(double value, double steps, void *context)
{
	struct tally *all = context;
	all->least = fmin(all->least, steps);
	all->most = fmax(all->most, steps);
}

/* Among gaps of equal weight, so that it is the plain one. False when they differ in steps. */
static bool even_steps(void)
{
	struct tally all = {.least = INFINITY};
	each_gap(note_steps, &all);
	return all.least == all.most;
}

/* Else jumps of the clock are no time that passed: there are such among the fixtures. */
static bool clock_is_right(void)
{
	double latest = -INFINITY;
	for (size_t i = 0; i < points.count; i++) {
		if (points.rows[i].wall_time > NOW || points.rows[i].wall_time < latest - WALL_SLACK)
			return false;
		latest = points.rows[i].wall_time;
	}
	return true;
}

/* Until steps went on that had gone back: time of the run, as far as it is longer than a step may be. */
static double time_of_restarts(void)
{
	double time = 0;
	for (size_t i = 1; i < points.count; i++)
		if (points.rows[i].step <= points.rows[i - 1].step)
			time += fmax(points.rows[i].wall_time - points.rows[i - 1].wall_time, 0);
	return time;
}

static void check_rate(double rate, const struct tally *all, const char *where)
{
	double most = all->steps / all->time, least = all->steps / (all->time + time_of_restarts());
	if (all->time > 0 && isfinite(all->time) && clock_is_right())
		if (!(rate <= most * (1 + 1e-6) && rate >= least * (1 - 1e-6)))
			fail_msg("%s: %g steps/s, not %g to %g", where, rate, least, most);
}

static void check_quantile(double value, double q, size_t kept)
{
	struct tally all = {.at = value, .least = INFINITY};
	each_gap(tally, &all);
	assert_true(all.same > 0); /* it is one of the gaps */
	if (!even_steps())
		return;
	double rank = q * (double)kept;
	assert_true((double)all.below <= rank + 1e-6);
	assert_true((double)(all.below + all.same) >= rank - 1e-6);
}

static void check_run(const struct store *store, uint32_t run, const char *where)
{
	struct steptime steptime = steptime_of(store, run, NOW);
	uint32_t clock = run_clock(store, run);
	struct tally all = {.at = NAN, .least = INFINITY};
	points.count = 0;
	if (clock != STORE_NONE)
		store_walk_scalars(store, clock, add_rows, NULL);
	size_t gaps = each_gap(tally, &all);
	if (points.count == POINTS)
		return;
	if (steptime.any != (gaps > 0))
		fail_msg("%s: %zu gaps, but %s", where, gaps, steptime.any ? "some are seen" : "none is seen");
	if (!gaps)
		return;
	runs_checked++;
	assert_true(steptime.count <= gaps && steptime.count > 0);
	check_quantile(steptime.p50, 0.50, steptime.count);
	check_quantile(steptime.p95, 0.95, steptime.count);
	check_quantile(steptime.p99, 0.99, steptime.count);
	assert_true(steptime.p50 <= steptime.p90 && steptime.p90 <= steptime.p95 && steptime.p95 <= steptime.p99);
	assert_true(steptime.p99 <= steptime.max && steptime.max <= all.most * (1 + NEAR));
	assert_true(steptime.mean >= all.least * (1 - NEAR) && steptime.mean <= steptime.max * (1 + NEAR));
	check_rate(steptime.rate_run, &all, where);
	double spent = 0;
	for (int kind = 0; kind < PAUSE_KINDS; kind++)
		spent += steptime.spent[kind];
	assert_true(!isfinite(spent) || spent <= steptime.covered * 1.001 + 1e-3);
}

static void check_logdir(const char *path)
{
	struct logdir logdir = {.name = "", .path = (char *)path};
	const struct logdir *failed;
	struct store *store = store_new();
	if (load(store, &logdir, 1, &failed) == STATUS_OK)
		for (uint32_t i = 0; i < store_run_count(store); i++)
			check_run(store, store_run_at(store, i), path);
	store_free(store);
}

static void figures_of_the_fixtures(void **state)
{
	static const char *const groups[] = {"torch", "tf", "jax", "others"};
	const char *folder = fixtures_folder();
	if (!folder)
		return;
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
		char path[1024];
		snprintf(path, sizeof path, "%s/%s", folder, groups[i]);
		DIR *group = opendir(path);
		for (struct dirent *entry; group && (entry = readdir(group));) {
			snprintf(path, sizeof path, "%s/%s/%s/logdir", folder, groups[i], entry->d_name);
			struct stat info;
			if (entry->d_name[0] != '.' && !stat(path, &info))
				check_logdir(path);
		}
		if (group)
			closedir(group);
	}
	printf("%d runs\n", runs_checked);
	assert_true(runs_checked > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(figures_of_the_fixtures)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
