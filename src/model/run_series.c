#include "model/run_series.h"

#include <string.h>

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

bool is_eval_name(struct slice name)
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

/* ---- Series ---------------------------------------------------------------------------- */

uint32_t run_clock(const struct store *store, uint32_t run)
{
	uint32_t best = STORE_NONE;
	uint64_t most = 0;
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
		uint32_t series = store_run_series_at(store, run, i);
		struct series_head info = store_series_head(store, series);
		if (info.kind == KIND_SCALAR && !info.derived && info.points > most) {
			most = info.points;
			best = series;
		}
	}
	return best;
}

uint32_t run_evals(const struct store *store, uint32_t run, bool all)
{
	uint32_t best = STORE_NONE;
	uint64_t most = 0;
	for (uint32_t i = 0; i < store_run_series_count(store, run); i++) {
		uint32_t series = store_run_series_at(store, run, i);
		struct series_head info = store_series_head(store, series);
		if (info.kind != KIND_SCALAR || info.derived || info.points <= most)
			continue;
		if (all || is_eval_name(store_tag_name(store, info.tag))) {
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
	return is_eval_name(slice_make(other.data + parent, other.length - parent));
}

uint32_t run_evaluating(const struct store *store, uint32_t run, uint32_t *position)
{
	struct slice name = store_run(store, run).name;
	while (*position < store_run_count(store)) {
		uint32_t other = store_run_at(store, (*position)++);
		if (other != run && is_eval_beside(name, store_run(store, other).name))
			return other;
	}
	return STORE_NONE;
}

