#include "model/pca.h"

#include "base/alloc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_A_LOOK 512 /* between two looks whether to stop, and of floats before they go into doubles */

struct pca {
	const struct vectors *vectors;
	struct projecting *progress;
	struct components *out;
	size_t rows;      /* that count */
	double *mean;     /* of each dimension; and as floats: */
	float *middle;
	float *row;       /* one, less the mean */
	float *block;     /* dimensions x PCA_BLOCK, orthonormal columns */
	float *part;      /* what some rows add to: */
	double *sum;      /* dimensions x PCA_BLOCK */
	double small[PCA_BLOCK][PCA_BLOCK]; /* the covariance seen through the block */
	double total;     /* variance */
	double variances[PCA_BLOCK];
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
	for (size_t i = 0; i < pca->vectors->rows && !stopped(pca); i++) {
		const float *row = row_of(pca, i);
		pca->out->lengths[i] = length_of(row, columns);
		if (!counts(pca, i)) {
			pca->out->not_finite++;
			continue;
		}
		pca->rows++;
		for (size_t k = 0; k < columns; k++)
			pca->mean[k] += row[k];
	}
	for (size_t k = 0; k < columns; k++)
		pca->middle[k] = pca->rows ? (float)(pca->mean[k] / (double)pca->rows) : 0;
}

/* Into `row`. */
static void centre(struct pca *pca, size_t at)
{
	const float *from = row_of(pca, at);
	for (size_t k = 0; k < pca->vectors->columns; k++)
		pca->row[k] = from[k] - pca->middle[k];
}

static void find_total(struct pca *pca)
{
	for (size_t i = 0; i < pca->vectors->rows && !stopped(pca); i++) {
		double square = 0;
		if (!counts(pca, i))
			continue;
		centre(pca, i);
		for (size_t k = 0; k < pca->vectors->columns; k++)
			square += (double)pca->row[k] * pca->row[k];
		pca->total += square;
	}
}

/* ---- One pass -------------------------------------------------------------------------------- */

/* The row seen through the block. */
static void multiply(const struct pca *pca, float out[PCA_BLOCK])
{
	float sums[2][PCA_BLOCK] = {{0}}; /* two chains of sums: the processor works at both */
	size_t columns = pca->vectors->columns;
	for (size_t k = 0; k < columns; k++)
		for (int j = 0; j < PCA_BLOCK; j++)
			sums[k & 1][j] += pca->row[k] * pca->block[k * PCA_BLOCK + (size_t)j];
	for (int j = 0; j < PCA_BLOCK; j++)
		out[j] = sums[0][j] + sums[1][j];
}

static void give_back(struct pca *pca, const float seen[PCA_BLOCK])
{
	for (size_t k = 0; k < pca->vectors->columns; k++)
		for (int j = 0; j < PCA_BLOCK; j++)
			pca->part[k * PCA_BLOCK + (size_t)j] += pca->row[k] * seen[j];
	for (int i = 0; i < PCA_BLOCK; i++)
		for (int j = 0; j < PCA_BLOCK; j++)
			pca->small[i][j] += (double)seen[i] * seen[j];
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
	float seen[PCA_BLOCK];
	memset(pca->sum, 0, pca->vectors->columns * PCA_BLOCK * sizeof *pca->sum);
	memset(pca->small, 0, sizeof pca->small);
	for (size_t i = 0; i < pca->vectors->rows; i++) {
		if (i % ROWS_A_LOOK == ROWS_A_LOOK - 1) {
			collect(pca);
			tell(pca, pass, i);
			if (stopped(pca))
				return;
		}
		if (!counts(pca, i))
			continue;
		centre(pca, i);
		multiply(pca, seen);
		give_back(pca, seen);
	}
	collect(pca);
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

static double product(const struct pca *pca, int i, int j)
{
	double sum = 0;
	for (size_t k = 0; k < pca->vectors->columns; k++)
		sum += pca->sum[k * PCA_BLOCK + (size_t)i] * pca->sum[k * PCA_BLOCK + (size_t)j];
	return sum;
}

static void take_away(struct pca *pca, int from, int what, double times)
{
	for (size_t k = 0; k < pca->vectors->columns; k++)
		pca->sum[k * PCA_BLOCK + (size_t)from] -= times * pca->sum[k * PCA_BLOCK + (size_t)what];
}

/* The sums as orthonormal columns (Gram and Schmidt, twice: once is not enough); those that depend on others are 0. */
static void orthonormalise(struct pca *pca)
{
	size_t columns = pca->vectors->columns;
	for (int j = 0; j < PCA_BLOCK; j++) {
		double before = sqrt(product(pca, j, j));
		for (int i = 0; i < 2 * j; i++)
			take_away(pca, j, i % j, product(pca, i % j, j));
		double length = sqrt(product(pca, j, j));
		double factor = length > 1e-7 * before && length > 0 ? 1 / length : 0;
		for (size_t k = 0; k < columns; k++)
			pca->sum[k * PCA_BLOCK + (size_t)j] *= factor;
	}
	for (size_t i = 0; i < columns * PCA_BLOCK; i++)
		pca->block[i] = (float)pca->sum[i];
}

/* A rotation of two axes that makes the element between them 0 (Jacobi 1846). */
static void rotate(double a[PCA_BLOCK][PCA_BLOCK], double axes[PCA_BLOCK][PCA_BLOCK], int p, int q)
{
	if (a[p][q] == 0)
		return;
	double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
	double t = (theta < 0 ? -1 : 1) / (fabs(theta) + sqrt(theta * theta + 1)), c = 1 / sqrt(t * t + 1), s = t * c;
	for (int k = 0; k < PCA_BLOCK; k++) {
		double x = a[k][p], y = a[k][q];
		a[k][p] = c * x - s * y;
		a[k][q] = s * x + c * y;
	}
	for (int k = 0; k < PCA_BLOCK; k++) {
		double x = a[p][k], y = a[q][k];
		a[p][k] = c * x - s * y;
		a[q][k] = s * x + c * y;
		x = axes[k][p];
		y = axes[k][q];
		axes[k][p] = c * x - s * y;
		axes[k][q] = s * x + c * y;
	}
}

/* Eigenvectors as columns of `axes`, the largest first in `order`. */
static void diagonalise(double a[PCA_BLOCK][PCA_BLOCK], double axes[PCA_BLOCK][PCA_BLOCK], int order[PCA_BLOCK])
{
	for (int i = 0; i < PCA_BLOCK; i++)
		for (int j = 0; j < PCA_BLOCK; j++)
			axes[i][j] = i == j;
	for (int sweep = 0; sweep < 16; sweep++)
		for (int p = 0; p < PCA_BLOCK; p++)
			for (int q = p + 1; q < PCA_BLOCK; q++)
				rotate(a, axes, p, q);
	for (int i = 0; i < PCA_BLOCK; i++) {
		int at = i;
		for (; at > 0 && a[order[at - 1]][order[at - 1]] < a[i][i]; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
}

/* Block and sums by their axes, the largest first. */
static void turn(struct pca *pca, double axes[PCA_BLOCK][PCA_BLOCK], const int order[PCA_BLOCK])
{
	for (size_t k = 0; k < pca->vectors->columns; k++) {
		double old[PCA_BLOCK], sums[PCA_BLOCK];
		for (int j = 0; j < PCA_BLOCK; j++) {
			old[j] = pca->block[k * PCA_BLOCK + (size_t)j];
			sums[j] = pca->sum[k * PCA_BLOCK + (size_t)j];
		}
		for (int j = 0; j < PCA_BLOCK; j++) {
			double value = 0, sum = 0;
			for (int i = 0; i < PCA_BLOCK; i++) {
				value += old[i] * axes[i][order[j]];
				sum += sums[i] * axes[i][order[j]];
			}
			pca->block[k * PCA_BLOCK + (size_t)j] = (float)value;
			pca->sum[k * PCA_BLOCK + (size_t)j] = sum;
		}
	}
}

/* Returns how much of itself a variance changed at most. */
static double ritz(struct pca *pca)
{
	double axes[PCA_BLOCK][PCA_BLOCK], change = 0;
	int order[PCA_BLOCK] = {0};
	diagonalise(pca->small, axes, order);
	turn(pca, axes, order);
	for (int j = 0; j < PCA_BLOCK; j++) {
		double now = pca->small[order[j]][order[j]];
		if (j < PROJECTION_AXES && now > 1e-12 * pca->total)
			change = fmax(change, fabs(now - pca->variances[j]) / now);
		pca->variances[j] = now;
	}
	return change;
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
	float seen[PCA_BLOCK], signs[PROJECTION_AXES];
	find_signs(pca, signs);
	for (size_t i = 0; i < pca->vectors->rows && !stopped(pca); i++) {
		if (!counts(pca, i))
			continue;
		centre(pca, i);
		multiply(pca, seen);
		for (int j = 0; j < PROJECTION_AXES; j++)
			pca->out->places[i * PROJECTION_AXES + (size_t)j] = signs[j] * seen[j];
	}
	for (int j = 0; j < PROJECTION_AXES; j++)
		pca->out->shares[j] = pca->total > 0 ? pca->variances[j] / pca->total : 0;
}

/* ---- All of it -------------------------------------------------------------------------------------- */

static bool reserve(struct pca *pca)
{
	size_t columns = pca->vectors->columns, rows = pca->vectors->rows;
	pca->mean = data_alloc(columns, sizeof *pca->mean);
	pca->middle = data_alloc(columns, sizeof *pca->middle);
	pca->row = data_alloc(columns, sizeof *pca->row);
	pca->block = data_alloc(columns * PCA_BLOCK, sizeof *pca->block);
	pca->part = data_alloc(columns * PCA_BLOCK, sizeof *pca->part);
	pca->sum = data_alloc(columns * PCA_BLOCK, sizeof *pca->sum);
	pca->out->places = data_alloc(rows * PROJECTION_AXES, sizeof *pca->out->places);
	pca->out->lengths = data_alloc(rows, sizeof *pca->out->lengths);
	if (!pca->mean || !pca->middle || !pca->row || !pca->block || !pca->part || !pca->sum || !pca->out->places || !pca->out->lengths)
		return false;
	memset(pca->mean, 0, columns * sizeof *pca->mean);
	memset(pca->part, 0, columns * PCA_BLOCK * sizeof *pca->part);
	memset(pca->out->places, 0, rows * PROJECTION_AXES * sizeof *pca->out->places);
	memset(pca->out->lengths, 0, rows * sizeof *pca->out->lengths);
	return true;
}

static void iterate(struct pca *pca)
{
	struct components *out = pca->out;
	out->change = INFINITY;
	begin_block(pca);
	while (out->passes < PCA_PASSES && out->change > PCA_CHANGE && !stopped(pca)) {
		orthonormalise(pca);
		pass_over(pca, out->passes++);
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
		if (!stopped(&pca)) /* before the first pass there is no block */
			place(&pca);
		status = stopped(&pca) ? STATUS_STALE : STATUS_OK;
	}
	free(pca.mean);
	free(pca.middle);
	free(pca.row);
	free(pca.block);
	free(pca.part);
	free(pca.sum);
	if (status)
		components_fini(out);
	return status;
}
