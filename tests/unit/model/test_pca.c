/* Principal components of vectors whose answer is known; neighbours; which embedding is worked on. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "model/neighbours.h"
#include "model/pca.h"
#include "model/projections.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define assert_near(a, b, far) assert_true(fabs((double)(a) - (double)(b)) <= (far))

static struct vectors vectors_of(size_t rows, size_t columns)
{
	return (struct vectors){.values = xcalloc(rows * columns, sizeof(float)), .rows = rows, .columns = columns};
}

static double chance(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (double)(*state >> 11) * 0x1p-53 - 0.5;
}

/* Along `columns` axes of their own, variances 1, 1/4, 1/9 …; turned by reflections, so that no axis is a coordinate. */
static struct vectors ellipsoid(size_t rows, size_t columns, double *variances)
{
	struct vectors vectors = vectors_of(rows, columns);
	uint64_t state = 7;
	double *mirror = xcalloc(columns, sizeof *mirror), *sums = xcalloc(2 * columns, sizeof *sums), length = 0;
	for (size_t k = 0; k < columns; k++) {
		mirror[k] = chance(&state);
		length += mirror[k] * mirror[k];
	}
	for (size_t i = 0; i < rows; i++) {
		double row[64], product = 0;
		for (size_t k = 0; k < columns; k++) {
			row[k] = chance(&state) / (double)(k + 1);
			sums[k] += row[k];
			sums[columns + k] += row[k] * row[k];
			product += row[k] * mirror[k];
		}
		for (size_t k = 0; k < columns; k++)
			vectors.values[i * columns + k] = (float)(100 + row[k] - 2 * product * mirror[k] / length);
	}
	for (size_t k = 0; k < columns; k++)
		variances[k] = sums[columns + k] / (double)rows - pow(sums[k] / (double)rows, 2);
	free(mirror);
	free(sums);
	return vectors;
}

static double variance_along(const struct components *components, size_t rows, int axis)
{
	double sum = 0, squares = 0;
	for (size_t i = 0; i < rows; i++) {
		double place = components->places[i * PROJECTION_AXES + (size_t)axis];
		sum += place;
		squares += place * place;
	}
	return squares / (double)rows - pow(sum / (double)rows, 2);
}

static void an_ellipsoid(void **state)
{
	enum { ROWS = 4000, COLUMNS = 40 };
	double variances[COLUMNS], total = 0;
	struct vectors vectors = ellipsoid(ROWS, COLUMNS, variances);
	struct projecting progress = {0};
	struct components components;
	assert_int_equal(pca_make(&vectors, &progress, &components), STATUS_OK);
	for (int k = 0; k < COLUMNS; k++)
		total += variances[k];
	for (int axis = 0; axis < PROJECTION_AXES; axis++) {
		assert_near(variance_along(&components, ROWS, axis), variances[axis], 0.01 * variances[axis]);
		assert_near(components.shares[axis], variances[axis] / total, 0.01);
	}
	assert_true(components.change <= PCA_CHANGE && components.passes < PCA_PASSES);
	components_fini(&components);
	vectors_fini(&vectors);
}

/* Variances that hardly differ, 4, 3.99, 3.98 … along the coordinates: the axes that are kept are full before they are told apart. */
static void a_flat_spectrum(void **state)
{
	enum { COLUMNS = 390, ROWS = 2 * COLUMNS };
	struct vectors vectors = vectors_of(ROWS, COLUMNS);
	struct projecting progress = {0};
	struct components components;
	for (size_t k = 0; k < COLUMNS; k++)
		for (size_t i = 0; i < 2; i++)
			vectors.values[(2 * k + i) * COLUMNS + k] = (float)((i ? -1 : 1) * sqrt(4 - (double)k / 100));
	assert_int_equal(pca_make(&vectors, &progress, &components), STATUS_OK);
	for (int axis = 0; axis < PROJECTION_AXES; axis++)
		assert_near(variance_along(&components, ROWS, axis), (4 - axis / 100.0) / COLUMNS, 0.005 * 4 / COLUMNS);
	assert_true(components.passes <= PCA_PASSES && components.passes > 12);
	components_fini(&components);
	vectors_fini(&vectors);
}

/* Fewer dimensions, or vectors, than axes; all the same; what is not finite. */
static void odd_vectors(void **state)
{
	struct projecting progress = {0};
	struct components components;
	struct vectors line = vectors_of(3, 1), same = vectors_of(5, 4), odd = vectors_of(4, 2), one = vectors_of(1, 6);
	float *at = line.values;
	at[0] = 1;
	at[1] = 2;
	at[2] = 6;
	assert_int_equal(pca_make(&line, &progress, &components), STATUS_OK);
	assert_near(components.places[0], -2, 1e-6);
	assert_near(components.places[6], 3, 1e-6);
	assert_near(components.shares[0], 1, 1e-6);
	assert_true(components.places[1] == 0 && components.shares[1] == 0);
	components_fini(&components);
	for (int i = 0; i < 3; i++) /* whose squares are no floats */
		line.values[i] *= 1e30f;
	assert_int_equal(pca_make(&line, &progress, &components), STATUS_OK);
	assert_near(components.places[6], 3e30, 1e25);
	assert_near(components.shares[0], 1, 1e-6);
	components_fini(&components);
	assert_int_equal(pca_make(&same, &progress, &components), STATUS_OK);
	assert_true(components.shares[0] == 0 && components.places[0] == 0);
	components_fini(&components);
	odd.values[0] = NAN;
	odd.values[3] = INFINITY;
	odd.values[4] = 1;
	odd.values[6] = 3;
	assert_int_equal(pca_make(&odd, &progress, &components), STATUS_OK);
	assert_int_equal(components.not_finite, 2);
	assert_true(isnan(components.places[0]) && isnan(components.places[5]));
	assert_near(fabs(components.places[6]), 1, 1e-6);
	components_fini(&components);
	assert_int_equal(pca_make(&one, &progress, &components), STATUS_OK);
	components_fini(&components);
	vectors_fini(&line);
	vectors_fini(&same);
	vectors_fini(&odd);
	vectors_fini(&one);
}

static void it_can_be_stopped(void **state)
{
	struct projecting progress = {0};
	struct components components;
	struct vectors vectors = vectors_of(10, 3);
	atomic_store(&progress.stop, true);
	assert_int_equal(pca_make(&vectors, &progress, &components), STATUS_STALE);
	assert_null(components.places);
	vectors_fini(&vectors);
}

/* ---- Neighbours ---------------------------------------------------------------------------- */

static void the_nearest_first(void **state)
{
	static const float rows[] = {1, 0, 2, 0.1f, 0, 3, -1, 0, 0, 0, 1, 1};
	static const float lengths[] = {1, 2.0025f, 3, 1, 0, 1.41421356f};
	struct vectors vectors = {.values = (float *)rows, .rows = 6, .columns = 2};
	struct neighbours found;
	neighbours_begin(&found, 0, METRIC_COSINE);
	assert_true(neighbours_go_on(&found, &vectors, lengths, 0));
	assert_int_equal(found.count, 4); /* a vector without length has no angle */
	assert_int_equal(found.items[0].row, 1);
	assert_int_equal(found.items[1].row, 5);
	assert_near(found.items[1].distance, 1 - sqrt(0.5), 1e-6);
	assert_int_equal(found.items[3].row, 3);
	assert_near(found.items[3].distance, 2, 1e-6);
	neighbours_begin(&found, 0, METRIC_EUCLID);
	assert_true(neighbours_go_on(&found, &vectors, lengths, 0));
	assert_int_equal(found.count, 5);
	assert_int_equal(found.items[0].row, 4);
	assert_int_equal(found.items[1].row, 5);
	assert_near(found.items[4].distance, sqrt(10), 1e-6);
}

/* ---- What is worked on ------------------------------------------------------------------------- */

static void one_at_a_time(void **state)
{
	struct projections *projections = projections_new();
	struct projection_job job, other;
	projections_want(projections, "/a", PROJECTION_CONFIG, 1);
	projections_want(projections, "/a", 0, 1);
	assert_true(projections_take(projections, &job));
	assert_true(job.index == PROJECTION_CONFIG);
	assert_false(projections_take(projections, &other));
	projections_put(projections, xcalloc(1, sizeof(struct projector_config)), NULL, STATUS_OK, NULL);
	assert_non_null(projections_look(projections, "/a", PROJECTION_CONFIG, 1).config);
	assert_true(projections_take(projections, &job));
	assert_int_equal(job.index, 0);
	atomic_store(&job.progress->percent, 40);
	assert_int_equal(projections_look(projections, "/a", 0, 1).percent, 40);
	projections_want(projections, "/a", 1, 1); /* another one: the first is let go of */
	assert_true(atomic_load(&job.progress->stop));
	assert_int_equal(projections_look(projections, "/a", 0, 1).state, PROJECTION_NONE);
	projections_put(projections, NULL, xcalloc(1, sizeof(struct projection)), STATUS_OK, NULL);
	projections_want(projections, "/a", 1, 1);
	assert_true(projections_take(projections, &job));
	assert_int_equal(job.index, 1);
	projections_put(projections, NULL, NULL, STATUS_CORRUPT, "t.tsv");
	assert_int_equal(projections_look(projections, "/a", 1, 1).state, PROJECTION_FAILED);
	assert_string_equal(projections_look(projections, "/a", 1, 1).what, "t.tsv");
	assert_false(projections_take(projections, &job));
	projections_retry(projections);
	projections_want(projections, "/a", 1, 1);
	assert_true(projections_take(projections, &job));
	projections_want(projections, NULL, 0, 1); /* cancelled */
	assert_true(atomic_load(&job.progress->stop));
	projections_put(projections, NULL, NULL, STATUS_STALE, NULL);
	assert_int_equal(projections_look(projections, "/a", 1, 1).state, PROJECTION_NONE);
	projections_free(projections);
}

static void a_file_that_changed_is_read_anew(void **state)
{
	struct projections *projections = projections_new();
	struct projection_job job;
	projections_want(projections, "/a", PROJECTION_CONFIG, 1);
	assert_true(projections_take(projections, &job));
	projections_want(projections, "/a", PROJECTION_CONFIG, 2); /* while it is read */
	projections_put(projections, xcalloc(1, sizeof(struct projector_config)), NULL, STATUS_OK, NULL);
	assert_null(projections_look(projections, "/a", PROJECTION_CONFIG, 2).config);
	assert_true(projections_take(projections, &job));
	projections_put(projections, xcalloc(1, sizeof(struct projector_config)), NULL, STATUS_OK, NULL);
	assert_non_null(projections_look(projections, "/a", PROJECTION_CONFIG, 2).config);
	assert_null(projections_look(projections, "/a", PROJECTION_CONFIG, 3).config);
	projections_want(projections, "/a", PROJECTION_CONFIG, 3);
	assert_true(projections_take(projections, &job));
	projections_put(projections, NULL, NULL, STATUS_CORRUPT, "a");
	projections_free(projections);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_ellipsoid), cmocka_unit_test(a_flat_spectrum), cmocka_unit_test(a_file_that_changed_is_read_anew), cmocka_unit_test(odd_vectors), cmocka_unit_test(it_can_be_stopped),
		cmocka_unit_test(the_nearest_first), cmocka_unit_test(one_at_a_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
