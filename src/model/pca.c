#include "model/pca.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_A_LOOK 512 /* between two looks whether to stop, and of floats before they go into doubles */
#define TEAM 4          /* rows at once: what is read of the block serves all of them */
#define AXES_MOST (12 * PCA_BLOCK)
#define SWEEPS_MOST 30

struct pca {
	const struct vectors *vectors;
	struct projecting *progress;
	struct components *out;
	size_t rows;      /* that count */
	float scale;      /* a power of two that makes the largest value about 1: squares stay finite */
	double *mean;     /* of each dimension; and as floats, scaled: */
	float *middle;
	float *team;      /* dimensions x TEAM: rows, scaled, less the mean; 0 where there are no more */
	float *block;     /* dimensions x PCA_BLOCK, orthonormal columns */
	float *part;      /* what some rows add to: */
	double *sum;      /* dimensions x PCA_BLOCK: the covariance times the block */
	float *basis;     /* `most` x dimensions, orthonormal: all blocks since the last restart */
	size_t axes, most; /* of these there are; and may be: no more than rows, or so */
	double *seen;     /* AXES_MOST x AXES_MOST: the covariance seen through the basis; for Jacobi's method: */
	double *left, *turns; /* what is left of it; axes as columns */
	size_t order[AXES_MOST]; /* of its axes, the largest variance first */
	double total;     /* variance */
	double variances[PROJECTION_AXES];
};

static bool stopped(const struct pca *pca)
{
	return atomic_load_explicit(&pca->progress->stop, memory_order_relaxed);
}

static const float *row_of(const struct pca *pca, size_t row)
{
	return pca->vectors->values + row * pca->vectors->columns;
}

static bool counts(const struct pca *pca, size_t row)
{
	return isfinite(pca->out->lengths[row]);
}

/* ---- Mean and variance ---------------------------------------------------------------------- */

/* Of a row that is not finite, NaN. */
static float length_of(const float *row, size_t columns)
{
	double sum = 0;
	for (size_t i = 0; i < columns; i++)
		sum += (double)row[i] * row[i];
	return isfinite(sum) ? (float)sqrt(sum) : NAN;
}

static void find_mean(struct pca *pca)
{
	size_t columns = pca->vectors->columns;
	float largest = 0;
	for (size_t i = 0; i < pca->vectors->rows && !stopped(pca); i++) {
		const float *row = row_of(pca, i);
		pca->out->lengths[i] = length_of(row, columns);
		if (!counts(pca, i)) {
			pca->out->not_finite++;
			for (size_t j = 0; j < PROJECTION_AXES; j++)
				pca->out->places[i * PROJECTION_AXES + j] = NAN;
			continue;
		}
		pca->rows++;
		for (size_t k = 0; k < columns; k++) {
			pca->mean[k] += row[k];
			largest = fmaxf(largest, fabsf(row[k]));
		}
	}
	pca->scale = largest > 0 ? ldexpf(1, -ilogbf(largest)) : 1;
	pca->scale = isnormal(pca->scale) ? pca->scale : 1;
	for (size_t k = 0; k < columns; k++)
		pca->middle[k] = pca->rows ? (float)(pca->mean[k] / (double)pca->rows * pca->scale) : 0;
}

/* The next rows that count, from `at` on, into the team, one beside the other; their numbers. Returns how many there are. */
static size_t gather(const struct pca *pca, size_t *at, size_t end, size_t numbers[TEAM])
{
	size_t columns = pca->vectors->columns, count = 0;
	for (; *at < end && count < TEAM; ++*at) {
		if (!counts(pca, *at))
			continue;
		const float *from = row_of(pca, *at);
		for (size_t k = 0; k < columns; k++)
			pca->team[k * TEAM + count] = from[k] * pca->scale - pca->middle[k];
		numbers[count++] = *at;
	}
	for (size_t r = count; r < TEAM && count; r++)
		for (size_t k = 0; k < columns; k++)
			pca->team[k * TEAM + r] = 0;
	return count;
}

static void find_total(struct pca *pca)
{
	size_t numbers[TEAM];
	for (size_t at = 0; !stopped(pca) && gather(pca, &at, pca->vectors->rows, numbers);) {
		double squares[TEAM] = {0};
		for (size_t k = 0; k < pca->vectors->columns; k++)
			for (int r = 0; r < TEAM; r++)
				squares[r] += (double)pca->team[k * TEAM + (size_t)r] * pca->team[k * TEAM + (size_t)r];
		for (int r = 0; r < TEAM; r++)
			pca->total += squares[r];
	}
}

/* ---- One pass -------------------------------------------------------------------------------- */

/* The team seen through the block. */
static void multiply(const struct pca *pca, float out[TEAM][PCA_BLOCK])
{
	float sums[TEAM][PCA_BLOCK] = {{0}};
	for (size_t k = 0; k < pca->vectors->columns; k++)
		for (int r = 0; r < TEAM; r++)
			for (int j = 0; j < PCA_BLOCK; j++)
				sums[r][j] += pca->team[k * TEAM + (size_t)r] * pca->block[k * PCA_BLOCK + (size_t)j];
	memcpy(out, sums, sizeof sums);
}

static void give_back(struct pca *pca, float seen[TEAM][PCA_BLOCK])
{
	float mine[TEAM][PCA_BLOCK], sums[PCA_BLOCK]; /* copies: nothing else changes them, so they stay in registers */
	memcpy(mine, seen, sizeof mine);
	for (size_t k = 0; k < pca->vectors->columns; k++) {
		memcpy(sums, pca->part + k * PCA_BLOCK, sizeof sums);
		for (int r = 0; r < TEAM; r++)
			for (int j = 0; j < PCA_BLOCK; j++)
				sums[j] += pca->team[k * TEAM + (size_t)r] * mine[r][j];
		memcpy(pca->part + k * PCA_BLOCK, sums, sizeof sums);
	}
}

static void collect(struct pca *pca)
{
	size_t count = pca->vectors->columns * PCA_BLOCK;
	for (size_t i = 0; i < count; i++)
		pca->sum[i] += pca->part[i];
	memset(pca->part, 0, count * sizeof *pca->part);
}

static void tell(const struct pca *pca, int pass, size_t row)
{
	/* How many passes it will be nobody knows: some ten mostly. */
	double part = (pass + (double)row / (double)pca->vectors->rows) / 12;
	atomic_store_explicit(&pca->progress->percent, (int)(100 * (1 - exp(-2 * part))), memory_order_relaxed);
}

static void pass_over(struct pca *pca, int pass)
{
	float seen[TEAM][PCA_BLOCK];
	size_t numbers[TEAM], rows = pca->vectors->rows;
	memset(pca->sum, 0, pca->vectors->columns * PCA_BLOCK * sizeof *pca->sum);
	for (size_t at = 0; at < rows && !stopped(pca);) {
		size_t end = rows - at < ROWS_A_LOOK ? rows : at + ROWS_A_LOOK;
		while (gather(pca, &at, end, numbers)) {
			multiply(pca, seen);
			give_back(pca, seen);
		}
		collect(pca);
		tell(pca, pass, at);
	}
}

/* ---- The block --------------------------------------------------------------------------------- */

/* Numbers without a pattern, always the same (splitmix64; Steele, Lea & Flood 2014). */
static void begin_block(struct pca *pca)
{
	uint64_t state = 1;
	for (size_t i = 0; i < pca->vectors->columns * PCA_BLOCK; i++) {
		uint64_t z = (state += UINT64_C(0x9E3779B97F4A7C15));
		z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
		z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
		pca->sum[i] = (double)(int64_t)(z ^ z >> 31) * 0x1p-63;
	}
}

static double product(const struct pca *pca, size_t i, size_t j)
{
	double sum = 0;
	for (size_t k = 0; k < pca->vectors->columns; k++)
		sum += pca->sum[k * PCA_BLOCK + i] * pca->sum[k * PCA_BLOCK + j];
	return sum;
}

static double product_with(const struct pca *pca, size_t axis, size_t j)
{
	const float *other = pca->basis + axis * pca->vectors->columns;
	double sum = 0;
	for (size_t k = 0; k < pca->vectors->columns; k++)
		sum += (double)other[k] * pca->sum[k * PCA_BLOCK + j];
	return sum;
}

static void take_away_axis(struct pca *pca, size_t j, size_t axis, double times)
{
	const float *other = pca->basis + axis * pca->vectors->columns;
	for (size_t k = 0; k < pca->vectors->columns; k++)
		pca->sum[k * PCA_BLOCK + j] -= times * other[k];
}

/*
 * The sums as further axes, orthonormal among themselves and to all others (Gram and Schmidt, twice: once is not
 * enough), which are the next block; those that depend on others are 0.
 */
static void extend(struct pca *pca)
{
	size_t columns = pca->vectors->columns;
	for (size_t j = 0; j < PCA_BLOCK; j++, pca->axes++) {
		float *axis = pca->basis + pca->axes * columns;
		double before = sqrt(product(pca, j, j));
		for (size_t i = 0; i < 2 * pca->axes; i++)
			take_away_axis(pca, j, i % pca->axes, product_with(pca, i % pca->axes, j));
		double length = sqrt(product(pca, j, j));
		double factor = length > 1e-6 * before && length > 0 ? 1 / length : 0;
		for (size_t k = 0; k < columns; k++)
			axis[k] = pca->block[k * PCA_BLOCK + j] = (float)(factor * pca->sum[k * PCA_BLOCK + j]);
	}
}

/* What the pass brought: how the newest axes, times the covariance, lie to all. */
static void see(struct pca *pca)
{
	for (size_t j = 0; j < PCA_BLOCK; j++)
		for (size_t i = 0; i < pca->axes; i++) {
			size_t at = pca->axes - PCA_BLOCK + j;
			double both = product_with(pca, i, j);
			pca->seen[i * AXES_MOST + at] = pca->seen[at * AXES_MOST + i] = both;
		}
}

/* ---- Its axes: Rayleigh and Ritz ------------------------------------------------------------- */

/* A rotation of two rows, or columns, of a matrix. */
static void mix(double *x, double *y, size_t count, size_t stride, double c, double s)
{
	for (size_t k = 0; k < count * stride; k += stride) {
		double a = x[k], b = y[k];
		x[k] = c * a - s * b;
		y[k] = s * a + c * b;
	}
}

/* A rotation of two axes that makes the element between them 0 (Jacobi 1846). False: it is so small that it is none. */
static bool rotate(struct pca *pca, size_t p, size_t q)
{
	double *a = pca->left, *pp = &a[p * AXES_MOST + p], *qq = &a[q * AXES_MOST + q], between = a[p * AXES_MOST + q];
	if (fabs(between) <= 1e-14 * sqrt(fabs(*pp * *qq)) || between == 0)
		return false;
	double theta = (*qq - *pp) / (2 * between);
	double t = (theta < 0 ? -1 : 1) / (fabs(theta) + sqrt(theta * theta + 1)), c = 1 / sqrt(t * t + 1);
	mix(a + p, a + q, pca->axes, AXES_MOST, c, t * c);
	mix(a + p * AXES_MOST, a + q * AXES_MOST, pca->axes, 1, c, t * c);
	mix(pca->turns + p, pca->turns + q, pca->axes, AXES_MOST, c, t * c);
	return true;
}

static double variance(const struct pca *pca, size_t axis)
{
	return pca->left[axis * AXES_MOST + axis];
}

static void diagonalise(struct pca *pca)
{
	bool more = true;
	memcpy(pca->left, pca->seen, AXES_MOST * AXES_MOST * sizeof *pca->left);
	for (size_t i = 0; i < AXES_MOST * AXES_MOST; i++)
		pca->turns[i] = i % (AXES_MOST + 1) == 0;
	for (int sweep = 0; sweep < SWEEPS_MOST && more; sweep++) {
		more = false;
		for (size_t p = 0; p < pca->axes; p++)
			for (size_t q = p + 1; q < pca->axes; q++)
				more |= rotate(pca, p, q);
	}
	for (size_t i = 0; i < pca->axes; i++) {
		size_t at = i;
		for (; at > 0 && variance(pca, pca->order[at - 1]) < variance(pca, i); at--)
			pca->order[at] = pca->order[at - 1];
		pca->order[at] = i;
	}
}

/* Returns how much of itself a variance changed at most. */
static double ritz(struct pca *pca)
{
	double change = 0;
	diagonalise(pca);
	for (int j = 0; j < PROJECTION_AXES; j++) {
		double now = variance(pca, pca->order[j]);
		if (now > 1e-12 * pca->total)
			change = fmax(change, fabs(now - pca->variances[j]) / now);
		pca->variances[j] = now;
	}
	return change;
}

/* The axes of the largest variances into the block. */
static void turn(struct pca *pca, size_t count)
{
	size_t columns = pca->vectors->columns;
	memset(pca->block, 0, columns * PCA_BLOCK * sizeof *pca->block);
	for (size_t j = 0; j < count; j++)
		for (size_t i = 0; i < pca->axes; i++) {
			float part = (float)pca->turns[i * AXES_MOST + pca->order[j]];
			for (size_t k = 0; k < columns; k++)
				pca->block[k * PCA_BLOCK + j] += part * pca->basis[i * columns + k];
		}
}

/* The basis is full: of its axes the best ones stay (Wu & Simon 2000). */
static void restart(struct pca *pca)
{
	size_t columns = pca->vectors->columns;
	turn(pca, PCA_BLOCK);
	memset(pca->seen, 0, AXES_MOST * AXES_MOST * sizeof *pca->seen);
	for (size_t j = 0; j < PCA_BLOCK; j++) {
		pca->seen[j * AXES_MOST + j] = variance(pca, pca->order[j]);
		for (size_t k = 0; k < columns; k++)
			pca->basis[j * columns + k] = pca->block[k * PCA_BLOCK + j];
	}
	pca->axes = PCA_BLOCK;
}

/* ---- The places ----------------------------------------------------------------------------------- */

/* 1 or -1 for each axis. */
static void find_signs(const struct pca *pca, float signs[PROJECTION_AXES])
{
	float largest[PROJECTION_AXES] = {0};
	for (size_t k = 0; k < pca->vectors->columns; k++)
		for (int j = 0; j < PROJECTION_AXES; j++) {
			float value = pca->block[k * PCA_BLOCK + (size_t)j];
			largest[j] = fabsf(value) > fabsf(largest[j]) ? value : largest[j];
		}
	for (int j = 0; j < PROJECTION_AXES; j++)
		signs[j] = largest[j] < 0 ? -1 : 1;
}

static void place(struct pca *pca)
{
	float seen[TEAM][PCA_BLOCK], signs[PROJECTION_AXES];
	size_t numbers[TEAM], count;
	turn(pca, PROJECTION_AXES);
	find_signs(pca, signs);
	for (size_t at = 0; !stopped(pca) && (count = gather(pca, &at, pca->vectors->rows, numbers));) {
		multiply(pca, seen);
		for (size_t r = 0; r < count; r++)
			for (int j = 0; j < PROJECTION_AXES; j++)
				pca->out->places[numbers[r] * PROJECTION_AXES + (size_t)j] = signs[j] * seen[r][j] / pca->scale;
	}
	for (int j = 0; j < PROJECTION_AXES; j++)
		pca->out->shares[j] = pca->total > 0 ? pca->variances[j] / pca->total : 0;
}

/* ---- All of it -------------------------------------------------------------------------------------- */

static void *data_zeros(size_t count, size_t size)
{
	void *all = data_alloc(count, size);
	if (all)
		memset(all, 0, count * size);
	return all;
}

static bool reserve(struct pca *pca)
{
	size_t columns = pca->vectors->columns, rows = pca->vectors->rows, square = AXES_MOST * AXES_MOST;
	pca->most = rows < AXES_MOST - 2 * PCA_BLOCK ? rows / PCA_BLOCK * PCA_BLOCK + 2 * PCA_BLOCK : AXES_MOST;
	pca->mean = data_zeros(columns, sizeof *pca->mean);
	pca->middle = data_alloc(columns, sizeof *pca->middle);
	pca->team = data_alloc(columns, TEAM * sizeof *pca->team);
	pca->block = data_alloc(columns, PCA_BLOCK * sizeof *pca->block);
	pca->part = data_zeros(columns, PCA_BLOCK * sizeof *pca->part);
	pca->sum = data_alloc(columns, PCA_BLOCK * sizeof *pca->sum);
	pca->basis = data_alloc(columns, pca->most * sizeof *pca->basis);
	pca->seen = xcalloc(square, sizeof *pca->seen);
	pca->left = xcalloc(square, sizeof *pca->left);
	pca->turns = xcalloc(square, sizeof *pca->turns);
	pca->out->places = data_zeros(rows, PROJECTION_AXES * sizeof *pca->out->places);
	pca->out->lengths = data_zeros(rows, sizeof *pca->out->lengths);
	return pca->mean && pca->middle && pca->team && pca->block && pca->part && pca->sum && pca->basis &&
	       pca->out->places && pca->out->lengths;
}

static void iterate(struct pca *pca)
{
	struct components *out = pca->out;
	out->change = INFINITY;
	begin_block(pca);
	while (out->passes < PCA_PASSES && out->change > PCA_CHANGE && !stopped(pca)) {
		if (pca->axes + PCA_BLOCK > pca->most)
			restart(pca);
		extend(pca);
		pass_over(pca, out->passes++);
		see(pca);
		out->change = ritz(pca);
	}
}

enum status pca_make(const struct vectors *vectors, struct projecting *progress, struct components *out)
{
	struct pca pca = {.vectors = vectors, .progress = progress, .out = out};
	*out = (struct components){0};
	enum status status = reserve(&pca) ? STATUS_OK : STATUS_NO_MEMORY;
	if (!status && vectors->rows && vectors->columns) {
		find_mean(&pca);
		find_total(&pca);
		iterate(&pca);
		if (!stopped(&pca)) /* before the first pass there are no axes */
			place(&pca);
		status = stopped(&pca) ? STATUS_STALE : STATUS_OK;
	}
	void *all[] = {pca.mean, pca.middle, pca.team, pca.block, pca.part, pca.sum, pca.basis, pca.seen, pca.left, pca.turns};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		free(all[i]);
	if (status)
		components_fini(out);
	return status;
}
