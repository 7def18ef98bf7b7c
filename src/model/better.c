#include "model/better.h"

static const char *const low[] = {
	"loss", "losse", "error", "err", "nll", "perplexity", "ppl", "mse", "rmse", "mae", "wer", "cer", "fid", "bpc",
	"bpb", "regret", "cost", "divergence", "kl", "latency",
};
static const char *const high[] = {
	"accuracy", "acc", "reward", "return", "score", "f", "auc", "ap", "map", "miou", "iou", "dice", "bleu", "rouge",
	"precision", "recall", "success", "psnr", "ssim", "elo", "throughput",
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool same_word(const char *bytes, size_t length, const char *word)
{
	size_t i = 0;
	for (; i < length && word[i]; i++)
		if ((bytes[i] | 0x20) != word[i])
			return false;
	return !word[i] && (i == length || (i + 1 == length && (bytes[i] | 0x20) == 's'));
}

static bool is_one_of(const char *bytes, size_t length, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (same_word(bytes, length, words[i]))
			return true;
	return false;
}

enum better better_by_name(struct slice tag)
{
	enum better better = BETTER_UNKNOWN;
	for (size_t at = 0; at < tag.length;) {
		size_t end = at;
		while (end < tag.length && is_letter(tag.data[end]))
			end++;
		if (is_one_of(tag.data + at, end - at, low, sizeof low / sizeof *low))
			better = BETTER_LOW;
		else if (is_one_of(tag.data + at, end - at, high, sizeof high / sizeof *high))
			better = BETTER_HIGH;
		at = end + 1;
	}
	return better;
}
