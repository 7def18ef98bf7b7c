/*
 * Principal components of many vectors of many dimensions, the first three.
 *
 * Method: block subspace iteration (Golub & Van Loan, Matrix Computations, 8.2.4)
 * on the covariance, which is never made: each pass multiplies all rows, less
 * their mean, by an orthonormal block of PCA_BLOCK columns and adds up what comes
 * back. A Rayleigh–Ritz step on that block (Jacobi rotations) gives variances and
 * axes after each pass.
 *
 * Error: it ends when no one of the three variances changed by more than PCA_CHANGE
 * of itself in a pass, or after PCA_PASSES. A variance converges with the square
 * of its axis' angle: that is then off by some sqrt(PCA_CHANGE), a twentieth
 * of a degree to a few, more only between two components of nearly the same
 * variance, where neither is better. The mean, the total variance and the places are
 * sums in double. Signs are chosen so that the largest element of an axis is
 * positive. Equal input gives equal output.
 *
 * Cost: passes x rows x dimensions x 4 x PCA_BLOCK operations; 1e5 x 1e3 takes
 * some 0.3 s a pass on one core.
 */
#ifndef TBTOP_MODEL_PCA_H
#define TBTOP_MODEL_PCA_H

#include "data/projection.h"

#define PCA_BLOCK 8
#define PCA_PASSES 40
#define PCA_CHANGE 1e-6

/* Any thread. STATUS_STALE when it was stopped. Rows that are not all finite are left out. */
enum status pca_make(const struct vectors *vectors, struct projecting *progress, struct components *out);

#endif
