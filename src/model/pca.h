/*
 * Principal components of many vectors of many dimensions, the first three.
 *
 * Method: block Lanczos (Golub & Underwood 1977) on the covariance, which is never
 * made: each pass multiplies all rows, less their mean, by an orthonormal block of
 * PCA_BLOCK columns and adds up what comes back; made orthogonal to all blocks before
 * it, that is the next block. A Rayleigh–Ritz step on all of them (Jacobi rotations)
 * gives variances and axes after each pass. When there are too many blocks it goes on from the best
 * axes of them (restart: Wu & Simon 2000).
 *
 * Error: it ends when no one of the three variances changed by more than PCA_CHANGE
 * of itself in a pass, or after PCA_PASSES. A variance converges with the square
 * of its axis' angle: that is then off by some sqrt(PCA_CHANGE), a fifth
 * of a degree, more only between components of nearly the same
 * variance, where neither is better. The mean, the total variance and the places are
 * sums in double. Signs are chosen so that the largest element of an axis is
 * positive. Equal input gives equal output.
 *
 * Cost: passes x rows x dimensions x 4 x PCA_BLOCK operations; 1e5 x 1e3 takes
 * some 0.15 s a pass on one core.
 */
#ifndef TBTOP_MODEL_PCA_H
#define TBTOP_MODEL_PCA_H

#include "data/projection.h"

#define PCA_BLOCK 8
#define PCA_PASSES 16
#define PCA_CHANGE 1e-5

/* Any thread. STATUS_STALE when it was stopped. Rows that are not all finite are left out. */
enum status pca_make(const struct vectors *vectors, struct projecting *progress, struct components *out);

#endif
