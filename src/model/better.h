/*
 * Which way is better, for each tag: as the user said, else by the words of its
 * name. The last word that is known counts: "accuracy_loss" is a loss.
 */
#ifndef TBTOP_MODEL_BETTER_H
#define TBTOP_MODEL_BETTER_H

#include "base/str.h"

#include <stdbool.h>

enum better { BETTER_UNKNOWN, BETTER_LOW, BETTER_HIGH };

/*
 * By the name alone: words are runs of letters, with regard neither to case nor
 * to a plural's s. Low: loss, error, err, nll, perplexity, ppl, mse, rmse, mae,
 * wer, cer, fid, bpc, bpb, regret, cost, divergence, kl, latency. High:
 * accuracy, acc, reward, return, score, f, auc, ap, map, miou, iou, dice, bleu,
 * rouge, precision, recall, success, psnr, ssim, elo, throughput.
 */
enum better better_by_name(struct slice tag);
static inline bool better_than(enum better better, double a, double b)
{
	return better == BETTER_LOW ? a < b : better == BETTER_HIGH && a > b;
}

#endif
